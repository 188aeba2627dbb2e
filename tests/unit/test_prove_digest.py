"""The hashes of a file: those of all its bytes, though nobody hurries where they are hardly needed."""

import hashlib

from pipeline.prover.digest import FileDigest

CHUNKS = [bytes([number]) * 1000 for number in range(100)]


def test_a_file_whose_end_is_hardly_needed_is_hashed_when_it_is() -> None:
    whole = b"".join(CHUNKS)
    with FileDigest(CHUNKS, is_needed=lambda: False) as digest:
        assert digest.bytes == 0
        digest.wait()
        assert digest.bytes == len(whole)
        assert digest.sha256.hexdigest() == hashlib.sha256(whole).hexdigest()


def test_a_file_whose_end_nobody_asks_for_is_not_waited_for() -> None:
    with FileDigest(CHUNKS, is_needed=lambda: False) as digest:
        pass
    assert digest.bytes == 0
