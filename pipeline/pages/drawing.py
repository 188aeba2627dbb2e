"""A tree of bodies as a drawing: boxes, the lines between them, and nothing that depends on what the bodies are.

Two layouts of the same tree: `columns` reads from left to right on a wide page, `indented` downwards on a phone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

MOST_LINES = 2  # of a name in a box; the title of the box has the whole of it
LINE = 20  # from one line of text to the next
PADDING = 14
SPACE = 12  # between one box and the next
ARROW = 3  # from the tip of an arrow to the box it points at
TEXT_TOP = 24  # from the top of a box to the first baseline


@dataclass(frozen=True)
class Node:
    """A body in the tree."""

    id: str
    name: str
    note: str
    """A few words below the name: how many seats."""
    href: str


@dataclass(frozen=True)
class Box:
    """A node in its place."""

    node: Node
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]

    @property
    def text(self) -> list[tuple[int, int, str]]:
        """The lines of the name: left end, baseline, words."""
        return [(self.x + PADDING, self.y + TEXT_TOP + LINE * index, line) for index, line in enumerate(self.lines)]

    @property
    def note_y(self) -> int:
        """The baseline of the note."""
        return self.y + TEXT_TOP + LINE * len(self.lines)

    @property
    def note_x(self) -> int:
        """The left end of the note."""
        return self.x + PADDING

    @property
    def line_y(self) -> int:
        """The height at which lines leave and arrive: that of the first line of text, whatever stands below it."""
        return self.y + TEXT_TOP - 5


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines; sizes in pixels."""

    layout: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]
    """From each body to the one it reports to, as SVG path data; the arrow is at the end."""


Children = Mapping[str | None, Sequence[Node]]
"""The nodes below each, by its id; the topmost stand below null."""


def columns(children: Children) -> Drawing:
    """The tree from left to right: a column a level, each body in line with the first of those below it."""
    width, gap = 328, 57

    def box(node: Node, level: int, y: int) -> Box:
        return _box(node, 1 + level * (width + gap), y, width, letters=32)

    def path(child: Box, parent: Box) -> str:
        end = parent.x + parent.width + ARROW
        return f"M{child.x} {child.line_y}H{child.x - gap // 2}V{parent.line_y}H{end}"

    return _draw("columns", children, box, path, below=False)


def indented(children: Children) -> Drawing:
    """The tree downwards: each body below the one it reports to, and further in."""
    width, step = 350, 26

    def box(node: Node, level: int, y: int) -> Box:
        x = 1 + level * step
        return _box(node, x, y, width - x - 1, letters=(width - x) // 11)

    def path(child: Box, parent: Box) -> str:
        return f"M{child.x} {child.line_y}H{parent.x + step // 2}V{parent.y + parent.height + ARROW}"

    return _draw("indented", children, box, path, below=True)


def _draw(
    layout: str,
    children: Children,
    box: Callable[[Node, int, int], Box],
    path: Callable[[Box, Box], str],
    *,
    below: bool,
) -> Drawing:
    """The tree with its nodes in reading order; those below a node begin under it, or beside it."""
    boxes: list[Box] = []
    paths: list[str] = []
    bottom = 1

    def place(node: Node, level: int, parent: Box | None) -> None:
        nonlocal bottom
        placed = box(node, level, bottom)
        end = placed.y + placed.height + SPACE
        boxes.append(placed)
        if parent:
            paths.append(path(placed, parent))
        if below:
            bottom = end
        for child in children.get(node.id, ()):
            place(child, level + 1, placed)
        bottom = max(bottom, end)

    for node in children.get(None, ()):
        place(node, 0, None)
    right = max((placed.x + placed.width for placed in boxes), default=0)
    return Drawing(layout, right + 1, bottom - SPACE + 1, tuple(boxes), tuple(paths))


def _box(node: Node, x: int, y: int, width: int, letters: int) -> Box:
    lines = wrap(node.name, letters, max_lines=MOST_LINES, placeholder=" …") or [node.id]
    height = TEXT_TOP + LINE * len(lines) + (14 if node.note else -6)
    return Box(node, x, y, width, height, tuple(lines))
