"""Code that loads the flat table, for every kind of reader: works as printed, with the addresses of this catalogue."""

from dataclasses import dataclass

from pipeline.pages.page import Context, Section
from pipeline.past import Contents


@dataclass(frozen=True)
class Block:
    """Code to copy."""

    id: str
    name: str
    how: str
    """Where to paste it; empty where that goes without saying."""
    code: str


def loading(contents: Contents, context: Context) -> Section:
    """The section with a block for each reader whose format was published."""
    view = code_blocks(contents, context)
    return Section("loading", context.say("loading"), "loading.html", view, context.say("loading_nav"))


def code_blocks(contents: Contents, context: Context) -> tuple[Block, ...]:
    """The code for the newest version of the flat table; nothing for formats that were not published."""
    latest = f"{context.settings.base_url}{contents.release.package}/latest/"
    table = contents.flat_table
    facts = {"name": table.replace("-", "_"), "table": table, "latest": latest}
    return tuple(
        Block(
            id=f"loading-{loader.id}",
            name=loader.name,
            how=loader.how[context.language] if loader.how else "",
            code=(loader.of_parts if file.parts else loader.code).format(**facts, url=latest + file.path),
        )
        for form, file in contents.flat_files.items()
        for loader in form.loaders
        if loader.of_parts or not file.parts
    )
