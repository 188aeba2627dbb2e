"""What the sources say for the packages asked for: where every command that looks at them begins."""

from collections.abc import Iterator
from contextlib import ExitStack

from pipeline.flow.readers import builder_of
from pipeline.flow.reading import Reading
from pipeline.model import Snapshot, SourceFile
from pipeline.project import Settings, asked_among, every_package
from pipeline.wording.run import Talk


def readings(settings: Settings, talk: Talk, held: ExitStack | None = None) -> Iterator[Reading]:
    """What each source says for each package asked for, with a word on how old it is.

    A reading is of use until the next one is asked for; with `held`, until that is closed.
    """
    every = every_package(settings)
    asked = {package.name: package for package in asked_among(every, settings)}
    for source_id, builder in dict.fromkeys((package.source_id, builder_of(package)) for package in asked.values()):
        of_source = [package for package in every if (package.source_id, builder_of(package)) == (source_id, builder)]
        told: set[str] = set()
        for reading in builder(settings, source_id, of_source, held):
            if reading.package.name in asked:
                for snapshot in reading.snapshots if reading.snapshot else ():
                    if snapshot.snapshot_id not in told:
                        told.add(snapshot.snapshot_id)
                        talk.aside_say("reading", snapshot=snapshot.snapshot_id, age=_age(settings, snapshot, talk))
                yield reading


def _age(settings: Settings, snapshot: Snapshot | SourceFile, talk: Talk) -> str:
    seen = snapshot.observed_at
    if seen:
        return talk.words("age_days", date=seen, days=(settings.clock.date() - seen).days)
    return talk.words("age_unknown" if isinstance(snapshot, Snapshot) else "age_of_file_unknown")
