"""What settings tell portals, chosen from their lists: `theme`, `spatial`, `frequency`, and the type of a publisher."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Annotated, Any

from pipeline.codelists import PORTAL_LISTS, PUBLISHER, SEVERAL, CodeList, Places
from pipeline.document import Checked
from pipeline.errors import SettingsError

UNSAID: Any = object()
"""Stands where the settings say nothing: null is something, and wrong."""


def _chosen(known: CodeList | Places, value: object) -> str:
    """The address that a value stands for. Raises SettingsError, with what was probably meant, where there is none."""
    address = known.address(value)
    if address is None:
        facts = {"value": value, "nearest": known.meant(value)}
        if isinstance(known, Places):
            raise SettingsError("unknown_place", **facts)
        raise SettingsError("unknown_value", **facts, known=", ".join(known.codes))
    return address


def _all_chosen(known: CodeList | Places, value: object) -> list[str]:
    values = value if isinstance(value, list) and value else [value]
    return list(dict.fromkeys(_chosen(known, each) for each in values))


def _choice(key: str) -> Checked:
    choose: Callable[..., object] = _all_chosen if key in SEVERAL else _chosen
    return Checked(partial(choose, PORTAL_LISTS[key]))


PublisherType = Annotated[Any, Checked(partial(_chosen, PUBLISHER))]


@dataclass(frozen=True, kw_only=True)
class ForPortals:
    """What a settings file may say for portals, as addresses."""

    theme: Annotated[Any, _choice("theme")] = UNSAID
    spatial: Annotated[Any, _choice("spatial")] = UNSAID
    frequency: Annotated[Any, _choice("frequency")] = UNSAID

    def said(self) -> dict[str, Any]:
        """What the file says; of what it leaves out, nothing."""
        found = {each.name: getattr(self, each.name) for each in fields(ForPortals)}
        return {name: value for name, value in found.items() if value is not UNSAID}
