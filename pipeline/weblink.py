r"""Where a link leads, as a browser reads it (WHATWG URL Standard), and whether anybody should be led there.

Python's own reading of an address is another: it takes `https://evil.example\@kommun.se/` for a page of kommun.se.
"""

import unicodedata
from urllib.parse import unquote

from pipeline.redact import redact

SCHEMES = {"http:", "https:"}
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""General categories (Unicode, table 12 of UAX 44) of what a reader does not see, or what turns the reading around."""
ENCODINGS = 3  # how often an address may be percent-encoded over itself before nobody means it


def web_address(target: str, base: str) -> str | None:
    """The absolute address that a browser goes to; null where that is none to publish.

    None is: another scheme than http(s), a user name or password, a port of its own, a backslash, a character that
    cannot be seen or turns the direction of reading (percent-encoded, too), and what looks like contact details or an
    identity number.

    Args:
        target: as written in the mark-up; white space around it does not count.
        base: the absolute address that it is relative to.
    """
    import ada_url  # late: a page without links does without

    written = target.strip(" \t\n\f\r")
    try:
        found = ada_url.URL(written, base)
    except ValueError:
        return None
    if found.protocol not in SCHEMES or found.username or found.password or found.port or not found.hostname:
        return None
    address = str(found.href)
    return (
        address
        if all(
            map(
                _is_plain,
                _readings(written),
            )
        )
        and all(map(_is_plain, _readings(address)))
        else None
    )


def host_of(address: str) -> str:
    """The host of an absolute address as a browser asks for it: in lower case, other letters than ASCII encoded."""
    import ada_url

    return str(ada_url.URL(address).hostname)


def shown(target: str) -> str:
    """A link as it may be shown to people, whatever it holds: no secrets, no contact details, nothing hidden."""
    text = "".join(character if _is_seen(character) else "\ufffd" for character in _readings(target)[-1])
    scheme, slashes, rest = text.partition("//")
    authority, slash, path = rest.partition("/")
    return redact(f"{scheme}{slashes}{authority.rpartition('@')[2]}{slash}{path}")


def _readings(address: str) -> list[str]:
    """An address as written, and with its percent-encodings undone, as often as they are laid over one another."""
    readings = [address]
    for _ in range(ENCODINGS):
        plain = unquote(readings[-1])
        if plain == readings[-1]:
            break
        readings.append(plain)
    return readings


def _is_plain(text: str) -> bool:
    return "\\" not in text and all(map(_is_seen, text)) and redact(text) == text


def _is_seen(character: str) -> bool:
    return (character.isascii() and character.isprintable()) or unicodedata.category(character) not in HIDDEN
