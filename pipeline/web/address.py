"""Web addresses as browsers read them (WHATWG URL Standard), and only those that mean the same to every reader.

Browsers drop tabs and line ends, take a backslash for a slash, and resolve `https:/x`, octal numbers and percent signs
in a host. So an address is judged as their parser gives it back, never as it is written; and what only some readers
would understand so (a password, a backslash, characters that nobody sees) is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

SCHEMES = ("https", "http")
SPACES = " \t\n\f\r"  # what HTML strips around an attribute's address
DEEPEST = 5  # times that something is percent-encoded; nobody means it more than once

SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,19}:", re.IGNORECASE)
# `//somebody@host`, also where nobody stands before the sign, which the parser would drop without a word.
_USERINFO = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?/{2,}[^/?#]*@", re.IGNORECASE)
# An address within an address: `?url=https://…`, `?to=//host`, `/redirect/https:/host`, `?next=www.host`.
_LEADS_ON = re.compile(
    r"[a-z][a-z0-9+.-]{2,}:/|(?:^|[=&;#?])\s*(?:[a-z][a-z0-9+.-]*:[^:]|//|www\.|[\w-]+(?:\.[\w-]+)+/)", re.IGNORECASE
)
_ENTITY = re.compile(r"&#?\w+;")  # left over by HTML, which reads `&bsol;` as a backslash


class NoAddressError(ValueError):
    """A text is no web address that may be used; `why` is scheme, password, backslash, characters or unusable."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Address:
    """An http(s) address of a host, in the one spelling that all readers take alike: ASCII, no password."""

    href: str
    scheme: str
    host: str
    """In lower case; names beyond ASCII as `xn--`, numbers as four decimals."""
    port: str
    """Empty where it is the scheme's own."""
    path: str
    query: str
    """With its question mark; empty where there is none."""
    fragment: str
    """With its number sign; empty where there is none."""


def read_address(text: str, base: str | None = None) -> Address:
    """The address that a browser takes `text` for.

    Args:
        text: as written.
        base: the address that it is relative to; null: it must be complete.

    Raises:
        NoAddressError: it is no http(s) address, or one that another reader would take for another.
    """
    from ada_url import URL  # 11 ms

    written = text.strip(SPACES)
    _refuse_what_hides(written)
    if base is None and not SCHEME.match(written):
        raise NoAddressError("scheme")
    try:
        url = URL(written, base=base)
    except ValueError:
        raise NoAddressError("unusable") from None
    scheme = url.protocol.removesuffix(":")
    if scheme not in SCHEMES:
        raise NoAddressError("scheme")
    if url.username or url.password or _USERINFO.match(written):
        raise NoAddressError("password")
    return Address(url.href, scheme, url.hostname, url.port, url.pathname, url.search, url.hash)


def slug(text: str) -> str:
    """A text in the letters that addresses, files and ids may have; empty where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def leads_on(address: Address) -> bool:
    """Whether an address holds another one, which a service that forwards its visitors would lead them to."""
    return any(_LEADS_ON.search(_decoded(part)) for part in (address.path, address.query, address.fragment))


def _refuse_what_hides(written: str) -> None:
    """Raise NoAddressError where a character, plain or percent-encoded, is not what it looks like."""
    if "\\" in written or "\\" in _decoded(written):
        raise NoAddressError("backslash")
    if not _decoded(written).isprintable() or not written.isprintable() or _ENTITY.search(written):
        raise NoAddressError("characters")


def _decoded(text: str) -> str:
    """`text` without percent-encoding, however often it was encoded."""
    for _ in range(DEEPEST):
        plainer = unquote(text)
        if plainer == text:
            break
        text = plainer
    return text
