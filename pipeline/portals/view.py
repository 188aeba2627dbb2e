"""What a portal shows of a dataset, whatever it is: and what is published of it, in the same terms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.catalog.facts import Dataset
from pipeline.codelists import licences


@dataclass(frozen=True)
class View:
    """A dataset as a portal shows it."""

    page: str
    """Where it is shown."""
    said: Mapping[str, Collection[str]]
    """What it says of each of `FIELDS`, in whatever languages; nothing where it does not say it."""
    files: Mapping[str, Collection[str]]
    """By the address of each file, what it is called a file of: formats and media types."""


FIELDS = ("title", "description", "licence", "version", "modified")


def published_view(dataset: Dataset) -> View:
    """A dataset as a portal may show it: any of what is said in each field is right."""
    facts, licence = dataset.publishing, dataset.contents.licence
    known = licences()[licence["name"]]
    return View(
        page=str(dataset.page),
        said={
            "title": list(facts["titles"].values()),
            "description": list(facts["descriptions"].values()),
            "licence": [known.address, licence["path"], licence["name"], known.ckan, known.title],
            "version": [dataset.newest.version],
            "modified": [dataset.shown_since],
        },
        files={
            str(dataset.download(file) or dataset.page): [form.name, form.harvest.file_type, file.media_type]
            for form, file in dataset.files.items()
            if form.harvest
        },
    )
