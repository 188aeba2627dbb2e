"""Whether `status.json` is one that this program writes: it carries no hash, as every run may write it."""

import json
from datetime import datetime

from pipeline.model import LANGUAGES
from pipeline.release.names import is_package

_KEYS = {"looked_at", "outcome", "why", "snapshot_id", "refused"}
_NO_WORDS = dict.fromkeys(LANGUAGES, "")


def is_status(content: bytes) -> bool:
    """Whether it says when the source was last looked at, what came of it and why, and why packages were refused."""
    try:
        status = json.loads(content)
        looked_at = status.get("looked_at")
        texts = (status.get("why", _NO_WORDS), *status.get("refused", {}).values())
        return (
            status.keys() <= _KEYS
            and (looked_at is None or datetime.fromisoformat(looked_at).tzinfo is not None)
            and all(isinstance(status.get(key) or "", str) for key in ("outcome", "snapshot_id"))
            and all(is_package(name) for name in status.get("refused", {}))
            and all(text.keys() == _NO_WORDS.keys() for text in texts)
            and all(isinstance(words, str) for text in texts for words in text.values())
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
