"""Which sections a page has: the data first, in the form that suits its kind, then the files and all about them."""

from collections.abc import Callable, Sequence

from pipeline.pages.changes import changes, versions
from pipeline.pages.dictionary import dictionary
from pipeline.pages.downloads import downloads
from pipeline.pages.findings import findings
from pipeline.pages.groups import groups
from pipeline.pages.loading import loading
from pipeline.pages.organisation import organisation
from pipeline.pages.page import Context, Section
from pipeline.pages.people import people
from pipeline.pages.provenance import provenance
from pipeline.pages.roster import roster
from pipeline.pages.sample import sample
from pipeline.pages.seats import seats
from pipeline.past import Contents

Builder = Callable[[Contents, Context], Section]

DATA_SECTIONS: dict[str, tuple[Builder, ...]] = {
    "organisation": (roster, organisation, seats),
    "working_groups": (groups,),
    "people": (people,),
}
"""What shows the data, by the kind of the package; a kind that is not here shows a sample."""


def package_sections(contents: Contents, known: Sequence[Contents], context: Context) -> tuple[Section, ...]:
    """The sections of the page of a package, which shows its newest version."""
    return (
        *_data(contents, context),
        downloads(contents, context, "latest"),
        loading(contents, context),
        findings(contents, context),
        versions(known, context),
        dictionary(contents, context),
        provenance(contents, context),
    )


def version_sections(contents: Contents, context: Context) -> tuple[Section, ...]:
    """The sections of the page of one version."""
    return (
        changes(contents, context),
        *_data(contents, context),
        downloads(contents, context, contents.release.version),
        findings(contents, context),
        provenance(contents, context),
    )


def _data(contents: Contents, context: Context) -> list[Section]:
    return [build(contents, context) for build in DATA_SECTIONS.get(contents.facts["kind"], (sample,))]
