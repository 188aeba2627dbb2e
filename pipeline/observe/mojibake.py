"""Text that was decoded wrongly before it was written: `KÃ¤vlinge`, `V√§st`, a letter that became U+FFFD."""

import re

# What the bytes 80 to BF, which end a letter in UTF-8, look like elsewhere.
_CP1252 = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0)) + "\x80-\x9f"
_MAC_ROMAN = "".join(set(bytes(range(0x80, 0xC0)).decode("mac-roman")) - set("π∞∑∏∫≤≥≠±"))  # √π is mathematics
_CP850 = "".join(letter for letter in bytes(range(0x80, 0xC0)).decode("cp850") if not "─" <= letter <= "▟")

MOJIBAKE = re.compile(
    rf"[ÂÃ](?!(?<=\w[ÂÃ])[”’…](?!\w))[{re.escape(_CP1252[:-4])}\x80-\x9f]"  # but for IRMÃ” at the end of a word
    r"|â€|ï»¿|ð[Ÿ\x9f]"
    rf"|√[{re.escape(_MAC_ROMAN)}]|[├┬][{re.escape(_CP850)}]"
)
"""UTF-8 that was read as windows-1252, Latin-1, Mac Roman or cp850."""
