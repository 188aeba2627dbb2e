"""What is seen in the files of the tables of one check, beside frictionless's verdict on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Observation
from pipeline.observe.blocks import tables_within
from pipeline.observe.facts import DAMAGED, Packing
from pipeline.observe.look import Look, look
from pipeline.prover.plan import form_of_text, packings_of
from pipeline.validate.bounds import USUAL, Bounds, ensure_bounded, ensure_judged

if TYPE_CHECKING:
    import frictionless

Load = Callable[[], "frictionless.Resource"]


@dataclass(frozen=True)
class Seen:
    """What was seen in one file."""

    place: str
    """As frictionless's report calls the table; of several files each by its own name."""
    encoding: str
    """In which it was read."""
    beyond_ascii: bool
    """Whether that matters."""
    observations: tuple[Observation, ...]

    @property
    def is_damaged(self) -> bool:
        """Whether the file is not the text that it claims to be."""
        return any(observation.code in DAMAGED for observation in self.observations)


class Observer:
    """Looks at each file of a table once, before frictionless opens it."""

    def __init__(self, *, tells_encoding: bool = True, bounds: Bounds = USUAL) -> None:
        """Look at nothing yet.

        Args:
            bounds: how far to look.
            tells_encoding: let frictionless read a file in the encoding that all of its bytes tell, where no descriptor
                names one. Frictionless alone guesses from the first ones.
        """
        self._tells_encoding = tells_encoding
        self._bounds = bounds
        self._looks: dict[Packing, Look | None] = {}
        self._unread: dict[Path, int] = {}
        self._tables: list[frictionless.Resource] = []
        self._declared: dict[Packing, str | None] = {}

    def watching(self, load: Load) -> Load:
        """Loads the same resource, and remembers it."""
        number = len(self._tables)

        def loaded() -> "frictionless.Resource":
            resource = load()
            for each in resource.package.resources if resource.package else [resource]:  # references read others
                self._look_at(each)
            self._tables[number:] = [resource]
            return resource

        return loaded

    def seen(self) -> Iterator[Seen]:
        """What was seen in each file, table by table, once they are judged."""
        for resource in self._tables:
            for packing in self._packings_of(resource):
                if within := self._unread.get(packing.path):
                    others = Observation("files_unread", facts={"files": within})
                    yield Seen(resource.place, "utf-8", beyond_ascii=False, observations=(others,))
                if seen := self._looks.get(packing):
                    form = form_of_text(resource)  # type: ignore[arg-type]
                    name = seen.encoding.name or form.encoding
                    place = _place(packing, resource)
                    yield Seen(place, name, seen.encoding.beyond_ascii, seen.observations(form))

    def _look_at(self, resource: "frictionless.Resource") -> None:
        ensure_judged(resource)
        ensure_bounded(resource, self._bounds)
        packings = self._packings_of(resource)
        for packing in packings:
            if packing not in self._looks:
                self._looks[packing] = look(packing, resource.encoding)
                if packing.compression == "zip" and packing.innerpath is None and self._looks[packing]:
                    self._unread[packing.path] = tables_within(packing) - 1
        names = {seen.encoding.name for packing in packings if (seen := self._looks[packing])}
        if self._tells_encoding and resource.encoding is None and len(names) == 1:
            resource.encoding = names.pop()

    def _packings_of(self, resource: "frictionless.Resource") -> list[Packing]:
        return [replace(packing, most=self._bounds.size) for packing in packings_of(resource)]


def _place(packing: Packing, resource: "frictionless.Resource") -> str:
    """What to call a file: as the report calls the table; of several each as its descriptor does."""
    if not resource.extrapaths:
        return str(resource.place)
    known = zip(resource.normpaths, resource.paths, strict=True)
    return next(path for at, path in known if Path(at) == packing.path)
