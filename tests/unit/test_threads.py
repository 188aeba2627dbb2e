"""Work in threads comes in its order, and is done all the same where the machine gives no thread."""

import threading
from concurrent.futures import ThreadPoolExecutor

from pipeline.files import sha256_of
from pipeline.machine.threads import in_order
from pipeline.release.sums import make_durable, seal


def test_what_is_done_out_of_order_comes_in_order():
    last_is_done = threading.Event()

    def work(piece: int) -> int:
        if piece == 3:
            last_is_done.set()
        return last_is_done.wait(10) and 10 * piece

    with ThreadPoolExecutor(4) as pool:
        assert list(in_order(pool, work, (("abcd"[piece], piece) for piece in range(4)))) == [
            ("a", 0),
            ("b", 10),
            ("c", 20),
            ("d", 30),
        ]


def test_a_version_is_sealed_and_brought_to_disk_where_the_machine_gives_no_thread(tmp_path, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    (tmp_path / "data").mkdir()
    (tmp_path / "data/t.csv").write_bytes(b"id\n1\n")
    expected = sha256_of(tmp_path / "data/t.csv")
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert seal(tmp_path)["data/t.csv"] == expected
    make_durable(tmp_path)
