"""Which elements of an HTML page a reader does not see as part of it, and why their text is left out.

* What is not shown: scripts, styles, templates, drawings, `hidden`, `aria-hidden`, what its element strikes out or
  its inline style puts out of sight. A dialogue or a tab within the content is read although it is closed: that
  is how it waits for its reader, and the page shows its board in one ("Stäng" is its button).
* What belongs to the site and not to the page: navigation, asides, search; footers and dialogues only outside of
  `main`, `article` and `section`, since HTML gives a footer the role of contentinfo only there (HTML-AAM 1.0).
  Inside, a footer may hold the documents of its section. (For headers, see `markup`.)
* A form within the content: a newsletter, a comment. A form around the whole page is a habit of some systems: read.

A button is read: the heading of an accordion is one. Rules of style sheets are not followed: text that they hide
is read, and stops the release if it stands where content is expected.
"""

import re
import sys
from collections.abc import Mapping

SILENT_TAGS = frozenset(
    """
    area aside audio canvas datalist del embed frame head iframe input math nav noembed noframes noscript object s
    script search select strike style svg template textarea title video
    """.split()
)
SILENT_ROLES = frozenset(
    {"alertdialog", "complementary", "menu", "menubar", "navigation", "search", "tooltip"},
)

_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)  # "\64 isplay"
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_UNSEEN = re.compile(
    r"display:none|(?:content-)?visibility:(?:hidden|collapse)|(?:opacity|font-size):0*\.?0*(?:px|pt|em|rem|%)?"
    r"|text-decoration(?:-line)?:.*line-through.*|color:transparent|filter:opacity\(0*\.?0*%?\).*"
    r"|font:0*\.?0*(?:px|pt|em|rem|%)?[/a-z\"'].*"
    r"|(?:text-indent|left|right|top|bottom|margin-left|margin-top):-\d{3,}.*"
    r"|clip:rect\(.*|clip-path:inset\((?:50|100)%.*|transform:scale\(0.*"
)
_COLLAPSED_SIZE = re.compile(r"(?:max-)?(?:height|width):[01](?:px)?")  # hides what overflows, if that is hidden


def declarations(style: str) -> frozenset[str]:
    """An inline style as `{"display:none", …}`: in lower case, without escapes, spaces, comments and `!important`."""
    spelled = _CSS_ESCAPE.sub(_escaped, _CSS_COMMENT.sub("", style))
    plain = "".join(spelled.lower().replace("!important", "").split())
    return frozenset(plain.split(";"))


def _escaped(found: re.Match[str]) -> str:
    """The sign that an escape stands for."""
    code = int(found[1], 16) if found[1] else 0
    return found[2] or (chr(code) if 0 < code <= sys.maxunicode else "\ufffd")


def is_left_out(tag: str, attributes: Mapping[str, str], *, in_content: bool) -> bool:
    """Whether the text of an element is left out; the head of this module says why.

    Args:
        tag: the element's name, in lower case.
        attributes: its attributes as written.
        in_content: whether it stands within `main`, `article` or `section`.
    """
    role = role_of(attributes)
    if tag in SILENT_TAGS or role in SILENT_ROLES:
        return True
    is_dialog = tag == "dialog" or role == "dialog"
    if not in_content:
        return is_dialog or tag == "footer" or role == "contentinfo" or _is_unseen(attributes)
    waits_for_its_reader = is_dialog or role == "tabpanel"
    return tag == "form" or (not waits_for_its_reader and _is_unseen(attributes))


def role_of(attributes: Mapping[str, str]) -> str:
    """The ARIA role that an element states, in lower case; empty where it states none."""
    return (attributes.get("role") or "").strip().lower().partition(" ")[0]


def _is_unseen(attributes: Mapping[str, str]) -> bool:
    if attributes.get("hidden", "until-found").lower() != "until-found":  # a browser's search shows that one
        return True
    if attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = declarations(attributes.get("style", ""))
    collapsed = "overflow:hidden" in style and any(_COLLAPSED_SIZE.fullmatch(item) for item in style)
    return collapsed or any(_UNSEEN.fullmatch(item) for item in style)
