"""The stories of the handbook, in both languages, happen as they are told: on a real page, in the order of the text.

A story is a section. What its blocks do: `diff` changes lines of the page, `yaml`, `json` and `csv` write the file that
their first line names, `sh` runs, and `text` is what was said, line after line, `…` standing for anything. `(1)` or another
number at the end of a command is its exit code. `<!-- 2026-12-01 -->` is the day from there on.
"""

import datetime as dt
import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = "datapackage/sources/om-mlr"
BOOKS = {"sv": "docs/handbok.md", "en": "docs/handbook.md"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$|^<!-- (\d{4}-\d\d-\d\d) -->$", re.MULTILINE | re.DOTALL)
FASTER = {"publish": ["--formats", "csv"], "plan": ["--formats", "csv"], "fetch": ["--allow-private"]}
"""What the tests add: one format is enough here, and the page lies on this machine."""
WHOLE = ["publish", "moten"]
"""What the tests do not shorten: a package that the reader made is published in every format."""


def stories(language):
    """The sections of a handbook, each a heading and its text."""
    parts = re.split(r"^## (.+)\n", (ROOT / BOOKS[language]).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def steps(text):
    """What a story does, step by step: a kind of block, or `day`, with its content."""
    return [("day", day) if day else (kind, content) for kind, content, day in BLOCK.findall(text)]


def commands(line):
    """The commands of `mlr-opendata` that a printed line stands for: those of the Makefile, if it says `make`."""
    name, target = line.split()[:2]
    if name == "make":
        recipe = re.search(
            rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
        found = re.findall(r"^\t@\$\(BIN\)/mlr-opendata (\w+)", recipe.group(1), re.MULTILINE)
        return [[command] for command in found]
    return [shlex.split(line)[1:]]


class World:
    """A project, the page that it reads, and the day."""

    def __init__(self, run, site, project, monkeypatch, language):
        self.run, self.site, self.project, self.monkeypatch, self.language = run, site, project, monkeypatch, language
        self.page = next((project / SOURCE / "snapshots").glob("*.txt")).read_text(encoding="utf-8")
        self.said = ""

    def day(self, day):
        noon = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)
        self.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))

    def diff(self, content):
        changes = content.splitlines()
        new = {old[1:]: new[1:] for old, new in zip(changes[::2], changes[1::2], strict=True)}
        lines = self.page.splitlines()
        assert all(lines.count(old) == 1 for old in new), new
        self.page = "\n".join(new.get(line, line) for line in lines)

    def file(self, content):
        name, _, rest = content.partition("\n")
        path = self.project / name.removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rest, encoding="utf-8")

    yaml = json = csv = file

    def sh(self, content):
        self.site.page = "".join(f"<p>{line}</p>" for line in self.page.splitlines()).encode()
        self.said = ""
        for line in content.splitlines():
            printed, _, comment = line.partition("   #")
            command, _, file = printed.partition(" > ")
            code = int((re.search(r"\((\d)\)$", comment) or [0, 0])[1])
            for arguments in commands(command):
                added = [] if arguments == WHOLE else FASTER.get(arguments[0], [])
                result = self.run("--language", self.language, *arguments, *added)
                self.said += result.output
                assert result.exit_code == code, f"{arguments}: {result.output}"
                if file:
                    self.file(f"{file.strip()}\n{result.stdout}")

    def text(self, content):
        place = 0
        for line in content.splitlines():
            pattern = ".*".join(re.escape(part) for part in line.strip().split("…"))
            found = re.compile(pattern).search(self.said, place)
            assert found, f"{line!r} is not said, or not here:\n{self.said}"
            place = found.end()


@pytest.fixture
def world(run, site, published, monkeypatch, tmp_path, language):
    """The project of the handbook after its first publication."""
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(tmp_path / "erasure.key"))
    settings = published / SOURCE / "source.yaml"
    told = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub("^address: .*$", f"address: {site.url}", told, flags=re.MULTILINE), encoding="utf-8")
    return World(run, site, published, monkeypatch, language)


@pytest.mark.parametrize(
    ("language", "number"),
    [pytest.param(language, number, id=f"{language}-{number + 1}") for language in BOOKS for number in range(10)],
)
def test_the_story_happens_as_it_is_told(world, language, number):
    title, told = stories(language)[number]
    happens = steps(told)
    assert {kind for kind, _ in happens} >= {"sh", "text"}, title
    if number == 0:
        shutil.rmtree(world.project / "public")
    for kind, content in happens:
        getattr(world, kind)(content)


def test_both_handbooks_tell_the_same_stories():
    swedish, english = ([steps(told) for _, told in stories(language)] for language in BOOKS)
    assert len(swedish) == len(english) == 10
    for one, other in zip(swedish, english, strict=True):
        assert [kind for kind, _ in one] == [kind for kind, _ in other]
        for (kind, here), (_, there) in zip(one, other, strict=True):
            if kind in {"day", "diff"}:
                assert here == there
            elif kind == "sh":
                plain = [re.sub(r'"[^"]*"|   #.*', "", text) for text in (here, there)]
                assert plain[0] == plain[1]


@pytest.mark.parametrize("language", ["sv"])
def test_a_story_that_is_told_wrongly_is_seen(world):
    world.said = "mlr-organisation 1.1.0 publicerad i public\n"
    with pytest.raises(AssertionError):
        world.text("mlr-organisation 1.2.0 publicerad\n")
