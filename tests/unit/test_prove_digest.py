"""The hashes of a file: those of all its bytes, though nobody hurries where they are hardly needed."""

import hashlib
import math
from concurrent.futures import Executor

from pipeline.prover.file_digest import FileDigest
from pipeline.prover.layout import Format, Layout, TablePlan
from pipeline.prover.scan import Scan

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


def test_it_is_not_known_to_be_needed_before_a_row_is_proven() -> None:
    assert Scan((), Layout(Format("utf-8", ","), TablePlan(()), 1), Executor()).likely_errors == math.inf
