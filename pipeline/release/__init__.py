"""The target: read by `Target`, written by `Publisher` alone, proved by `verify`."""

from pipeline.release.erasure import Erasure
from pipeline.release.index import Entry, Target
from pipeline.release.publisher import Publisher
from pipeline.release.redirect import REDIRECT, redirect
from pipeline.release.sign import Signer, keygen, read_signer
from pipeline.release.verdict import Problem, VerifyResult
from pipeline.release.verify import ensure_sound, verify

__all__ = [
    "REDIRECT",
    "Entry",
    "Erasure",
    "Problem",
    "Publisher",
    "Signer",
    "Target",
    "VerifyResult",
    "ensure_sound",
    "keygen",
    "read_signer",
    "redirect",
    "verify",
]
