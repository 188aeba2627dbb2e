"""Files that let another program look at the page on a schedule, and publish: for GitHub, GitLab, systemd or cron."""

import sys
from importlib.resources import files
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.project import Settings
from pipeline.project.files import write_files
from pipeline.wording.run import Talk

WHERE = {
    "github": {
        "github-look.yml": ".github/workflows/opendata-look.yml",
        "github-publish.yml": ".github/workflows/opendata-publish.yml",
    },
    "gitlab": {"gitlab-ci.yml": ".gitlab-ci.yml"},
    "systemd": {
        name: f"automation/{name}"
        for name in ("mlr-opendata.service", "mlr-opendata.timer", "mlr-opendata-failed.service")
    },
    "cron": {name: f"automation/{name}" for name in ("crontab", "look.sh")},
}
"""By what runs it: the templates, and where each goes in the project."""


def automate(settings: Settings, what: str, talk: Talk, *, overwrite: bool = False) -> int:
    """Write the files of one kind into the project; the same files again are left alone.

    Args:
        settings: of the run.
        what: a key of `WHERE`.
        talk: how to speak.
        overwrite: whether to write over files that say something else.

    Raises:
        UsageError: such a file is there and says something else; then none is written. Or a path has a character that
            the files cannot hold.
    """
    contents = {place: _filled(settings, template) for template, place in WHERE[what].items()}
    for path in write_files(settings.root, contents, overwrite=overwrite):
        talk.result(str(path.relative_to(settings.root)))
    talk.say(f"automated_{what}")
    return 0


def _filled(settings: Settings, template: str) -> bytes:
    text = (files("pipeline") / "templates" / "automation" / template).read_text(encoding="utf-8")
    command = Path(sys.executable).with_name("mlr-opendata")
    facts = {
        "@ROOT@": settings.root,
        "@TARGET@": settings.target,
        "@TARGET_PARENT@": settings.target.parent,
        "@COMMAND@": command,
    }
    for mark, path in facts.items():
        if mark in text and not set(str(path)).isdisjoint(" \t\n\"'\\%$`"):
            raise UsageError("path_not_for_units", path=path)
        text = text.replace(mark, str(path))
    return text.encode()
