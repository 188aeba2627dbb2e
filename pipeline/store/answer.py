"""What an object store's refusal means. The text of one may hold a signature, so only words known here are told."""

import re

from pipeline.errors import PipelineError, TargetRefused, Unreachable

_CODE = re.compile(r"<Code>(\w{1,60})</Code>|\"(?:code|reason)\": ?\"(\w{1,60})\"")
_STATUS = re.compile(r"non-2xx status code: (\d{3})")
_DENIED = """
    AccessDenied AccountProblem AllAccessDisabled AuthenticationFailed AuthorizationFailure
    AuthorizationPermissionMismatch ExpiredToken InvalidAccessKeyId InvalidToken SignatureDoesNotMatch forbidden
    insufficientPermissions
"""
_KEYS = {
    **dict.fromkeys(_DENIED.split(), "store_denied"),
    **dict.fromkeys("NoSuchBucket ContainerNotFound".split(), "store_missing"),
    **dict.fromkeys("RequestTimeTooSkewed RequestInTheFuture".split(), "store_clock"),
    **dict.fromkeys(
        "PermanentRedirect AuthorizationHeaderMalformed IllegalLocationConstraintException".split(), "store_region"
    ),
    **dict.fromkeys("NotImplemented MethodNotAllowed".split(), "store_cannot"),
    **dict.fromkeys("QuotaExceeded InsufficientCapacity EntityTooLarge".split(), "store_full"),
}
_STATUSES = {
    "401": "store_denied",
    "403": "store_denied",
    "404": "store_missing",
    "501": "store_cannot",
    "507": "store_full",
}
_FOR_A_WHILE = {"408", "429", "500", "502", "503", "504"}
_METADATA = ("169.254.169.254", "169.254.170.2", "metadata.google.internal", "MissingAccount", "MissingCredential")
_UNREACHED = {
    "dns error": "DNS",
    "onnection refused": "ECONNREFUSED",
    "certificate": "TLS",
    "timed out": "timeout",
    "operation timed": "timeout",
    "HTTP error": "HTTP",
    "error sending request": "HTTP",
    "error decoding response body": "HTTP",
}


def refusal(text: str, place: str) -> PipelineError:
    """The fault that a store's answer, or that there was none, comes to."""
    if any(word in text for word in _METADATA):
        return TargetRefused("store_no_credentials", place=place)
    code = next((first or second for first, second in _CODE.findall(text)), None)
    status = next(iter(_STATUS.findall(text)), None)
    if code in _KEYS:
        return _refused(_KEYS[code], place, code)
    if status in _FOR_A_WHILE:
        return Unreachable("store_unreachable", place=place, detail=f"HTTP {status}")
    if status is not None:
        return _refused(_STATUSES.get(status, "store_failed"), place, code or f"HTTP {status}")
    detail = next((told for word, told in _UNREACHED.items() if word in text), None)
    if detail is not None:
        return Unreachable("store_unreachable", place=place, detail=detail)
    return _refused("store_failed", place, "?")


def _refused(key: str, place: str, detail: str) -> TargetRefused:
    """One of `_KEYS` and `_STATUSES`, or `store_failed`."""
    return TargetRefused(key, place=place, detail=detail)
