"""Damage for fuzzers: bytes and structures, changed at random but the same for the same seed."""

import datetime as dt
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

SECONDS = float(os.environ.get("FUZZ_SECONDS", "24"))
"""How long all fuzzers together go on; `make soak` raises it."""
SEED = int(os.environ.get("FUZZ_SEED", "0"))
"""Of the first input; the next has the next. A failure names the seed that shows it at once."""
LIMIT = 20  # seconds for one input: the slowest honest one takes a tenth of one on a busy machine
GROWTH = 300  # megabytes that a fuzzer's process may grow by: inputs have a tenth of one

SCRAPS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\r", b"\n", b"\r\n", b"\x1b[2J", b"\x85", b"\t",
    "\u202e".encode(), "\u200b".encode(), "\u0301".encode() * 40, "\U0001f47b".encode(), "İ".encode(), "ﬃ".encode(),
    b"9" * 5000, b"1e999999", b"-0", b"NaN", b"0x", b"((((((((", b"[" * 3000, b"{" * 3000, b"- " * 3000, b"<b>" * 3000,
    b"&#x110000;", b"&amp;", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</", b'"', b"'", b",", b";", b":", b": ", b"#",
    b"*a", b"&a ", b"<<: ", b"!!python/object:os.system ", b"!!binary ", b"? ", b"| ", b"> ", b"%", b"%s{0}{x!r}", b"\\", b"\\u0000",
    b"../../../../etc/passwd", b"/dev/zero", b"file:///etc/passwd", b"http://[", b"https://", b"2022-13-45", b"9999-12-31",
    b"(S), KSO", b"null", b"true", b"[]", b"{}", b"~", b"=1+1", b"(?:(?:a+)+)+$", b"\xe2\x80\xa2 ",
)  # fmt: skip

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 10**400, 0.5, float("inf"), float("nan"), "", " ", "x", "\0", "\ud7ff", "\u202eabc",
    "a" * 10_000, "../../../etc/passwd", "/etc/passwd", "/dev/zero", "http://[", "{0}{x!r}%s", "(", "[a-", "a: b", "2022-10-01",
    dt.date(2022, 10, 1), dt.datetime(2022, 10, 1, tzinfo=dt.UTC), [], {}, [[]], [None], {"a": None}, {None: 1}, {1: 2},
    ["x"], [1], {"name": None}, {"sv": 1, "en": []}, b"\0\xff",
)  # fmt: skip


def rounds(share: float) -> Iterator[tuple[int, Random]]:
    """Seeds, each with its source of randomness, until this share of the time is over; at least one."""
    end = time.monotonic() + SECONDS * share
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seed = SEED
    while seed == SEED or time.monotonic() < end:
        yield seed, Random(seed)
        seed += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"{seed - SEED} inputs in {SECONDS * share:.0f} s, {grown} MB more than before")
    assert grown < GROWTH, f"the process grew by {grown} MB"


@contextmanager
def bounded(seed: int) -> Iterator[None]:
    """What runs in here ends in time, and its failure names the seed."""

    def late(*_: object) -> None:
        raise TimeoutError(LIMIT)

    previous = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    except BaseException as error:
        error.add_note(f"to see it again: FUZZ_SEED={seed} FUZZ_SECONDS=0")
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def damaged(random: Random, content: bytes) -> bytes:
    """`content` after one to five changes."""
    for _ in range(random.randint(1, 5)):
        content = random.choice(DAMAGES)(random, content)
    return content


def noise(random: Random) -> bytes:
    """Bytes out of nowhere."""
    return b"".join(
        random.choice((random.choice(SCRAPS), random.randbytes(9), b"a,b\n1,2\n")) for _ in range(random.randint(0, 40))
    )


def _place(random: Random, content: bytes, longest: int = 400) -> tuple[int, int]:
    start = random.randint(0, len(content))
    return start, min(len(content), start + random.randint(0, longest))


def _flip(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _delete(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content)
    return content[:start] + content[end:]


def _insert(random: Random, content: bytes) -> bytes:
    start, _ = _place(random, content)
    return content[:start] + random.choice(SCRAPS) + content[start:]


def _repeat(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content, 80)
    return content[:start] + content[start:end] * random.choice((2, 3, 50, 1000)) + content[end:]


def _move(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content)
    rest = content[:start] + content[end:]
    into = random.randint(0, len(rest))
    return rest[:into] + content[start:end] + rest[into:]


def _cut(random: Random, content: bytes) -> bytes:
    return content[: random.randint(0, len(content))]


def _shuffle_lines(random: Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


DAMAGES: tuple[Callable[[Random, bytes], bytes], ...] = (_flip, _delete, _insert, _repeat, _move, _cut, _shuffle_lines)


def misshapen(random: Random, document: Any) -> Any:
    """A structure of mappings and lists in which one to three values are others, missing, doubled or renamed."""
    for _ in range(random.randint(1, 3)):
        document = _misshape(random, document, depth=random.randint(0, 5))
    return document


def _misshape(random: Random, value: Any, depth: int) -> Any:
    if depth == 0 or not isinstance(value, (dict, list)) or not value:
        return random.choice(ODD_VALUES)
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    at = random.randrange(len(items))
    key, old = items[at]
    match random.randint(0, 9):
        case 0:
            del items[at]
        case 1:
            items.insert(at, items[random.randrange(len(items))])
        case 2:
            items[at] = (random.choice((f"{key}x", "", 1, None)), old)
        case _:
            items[at] = (key, _misshape(random, old, depth - 1))
    return dict(items) if isinstance(value, dict) else [item for _, item in items]
