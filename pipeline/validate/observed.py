"""What is seen in the files of the tables of one check, beside frictionless's verdict on them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.machine.threads import side_by_side
from pipeline.model import Observation
from pipeline.observe.blocks import tables_within
from pipeline.observe.encoding import of_files
from pipeline.observe.facts import DAMAGED, Form, Packing
from pipeline.observe.look import Look, look
from pipeline.prover.plan import form_of_text, packings_of
from pipeline.prover.store import beginning, is_address
from pipeline.validate.bounds import USUAL, Bounds, ensure_bounded, ensure_judged, ensure_public
from pipeline.validate.misread import misread

if TYPE_CHECKING:
    import frictionless

_KEPT = 1000  # files whose head and foot are kept in memory; those of others are read again
Load = Callable[[], "frictionless.Resource"]


@dataclass(frozen=True)
class Seen:
    """What was seen in one file."""

    table: str
    """As frictionless's report calls it."""
    place: str
    """The same; of several files each by its own name."""
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
        self._tables: list[tuple[frictionless.Resource, dict[Packing, str]]] = []
        self._declared: dict[Packing, str | None] = {}

    def watching(self, load: Load) -> Load:
        """Loads the same resource, and remembers it."""
        number = len(self._tables)

        def loaded() -> "frictionless.Resource":
            resource = load()
            for each in resource.package.resources if resource.package else [resource]:  # references read others
                self._look_at(each)
            self._tables[number:] = [(resource, self._packings_of(resource))]  # who reads a zip names what is within
            return resource

        return loaded

    def seen(self) -> Iterator[Seen]:
        """What was seen in each file, table by table, once they are judged."""
        for resource, packings in self._tables:
            table = str(resource.place)
            for packing, name in packings.items():
                place = name if resource.extrapaths else table
                if within := self._unread.get(packing.path):
                    others = Observation("files_unread", facts={"files": within})
                    yield Seen(table, place, "utf-8", beyond_ascii=False, observations=(others,))
                if seen := self._looks.get(packing):
                    form = form_of_text(resource)  # type: ignore[arg-type]
                    encoding = seen.encoding.name or form.encoding
                    found = (*seen.observations(form), *self._misread(resource, packing, seen, form))
                    yield Seen(table, place, encoding, seen.encoding.beyond_ascii, found)

    def _misread(
        self, resource: "frictionless.Resource", packing: Packing, seen: Look, form: Form
    ) -> Iterator[Observation]:
        if not seen.encoding.fault:
            yield from misread(packing, seen.encoding.name or form.encoding, form, resource.schema)

    def _look_at(self, resource: "frictionless.Resource") -> None:
        ensure_judged(resource)
        ensure_bounded(resource, self._bounds)
        packings = self._packings_of(resource)
        new = [packing for packing in packings if packing not in self._looks]
        at_once = min(max(len(new), 1), os.cpu_count() or 1)

        def looked(number: int) -> Look | None:
            found = look(new[number], resource.encoding, 1) if at_once > 1 else look(new[number], resource.encoding)
            return replace(found, survey=None) if found and len(self._looks) + number > _KEPT else found

        for packing, found in zip(new, side_by_side(looked, range(len(new)), at_once), strict=True):
            self._looks[packing] = found
            named = "innerpath" in (resource.metadata_descriptor_initial or {})
            if packing.compression == "zip" and found and not named:
                self._unread[packing.path] = len(tables_within(packing.path, resource.format or "")) - 1
        if resource.encoding is None:
            looks = {place: seen for packing, place in packings.items() if (seen := self._looks[packing])}
            told = of_files({place: seen.encoding for place, seen in (looks | self._heads(resource)).items()})
            resource.encoding = told if self._tells_encoding else None

    def _heads(self, resource: "frictionless.Resource") -> dict[str, Look]:
        """The look at the beginning of each file of text that lies elsewhere: all of it would have to come twice."""
        if resource.memory or resource.compression or resource.format not in {"csv", "tsv"}:
            return {}
        elsewhere = [path for path in resource.paths if is_address(path)]

        def head(address: str) -> Look | None:
            with tempfile.NamedTemporaryFile() as file:
                file.write(beginning(address, partial(ensure_public, bounds=self._bounds)))
                file.flush()
                return look(Packing(Path(file.name)))

        with ThreadPoolExecutor(thread_name_prefix="look") as pool:
            return {path: seen for path, seen in zip(elsewhere, pool.map(head, elsewhere), strict=True) if seen}

    def _packings_of(self, resource: "frictionless.Resource") -> dict[Packing, str]:
        """Each file, and what to call it: as the report calls the table; of several each as its descriptor does."""
        here = [path for path in resource.paths if not is_address(path)]
        names = here if resource.extrapaths else [str(resource.place)]
        return {replace(each, most=self._bounds.size): name for each, name in zip(packings_of(resource), names)}  # noqa: B905 (no file may be one that is looked at)
