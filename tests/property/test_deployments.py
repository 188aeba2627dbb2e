"""Whatever lies at a place: after a deployment it is the target, and what strangers put there."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.deploy.headers import FRESH
from pipeline.deploy.inventory import Local, Phase
from pipeline.deploy.plan import plan
from pipeline.store import Head, Manifest, Sent, Stored

PATHS = st.sampled_from(["index.html", "robots.txt", "pack/versions.json", "pack/1.0.0/a.csv", "catalog.rdf", "x.txt"])
CONTENTS = st.sampled_from(["one", "two"])
HEAD = Head("text/plain", FRESH)


def local(content: str, phase: Phase) -> Local:
    return Local(Path(), content, len(content), phase, HEAD)


@given(
    target=st.dictionaries(PATHS, st.builds(local, CONTENTS, st.sampled_from(Phase))),
    there=st.dictionaries(PATHS, CONTENTS),
    known=st.dictionaries(PATHS, CONTENTS),
    pending=st.frozensets(PATHS),
)
def test_a_place_becomes_the_target_and_strangers_keep_what_is_theirs(target, there, known, pending):
    manifest = Manifest(
        {path: Sent(what, what, len(what), HEAD.content_type, FRESH) for path, what in known.items()}, pending
    )

    work = plan(target, {path: Stored(what, len(what)) for path, what in there.items()}, manifest)

    after = {path: what for path, what in there.items() if path not in work.remove}
    after |= {path: target[path].sha256 for paths in work.send.values() for path in paths}
    ours = known.keys() | pending
    theirs = {path: what for path, what in there.items() if path not in ours}
    assert after == {path: file.sha256 for path, file in target.items()} | theirs
    assert list(work.send) == sorted(work.send)
    assert set(work.in_the_way) | set(work.given_way) == theirs.keys() & target.keys()
    assert work.paths & theirs.keys() == set()
    if theirs.keys() & target.keys() == set():
        assert work.kept + sum(map(len, work.send.values())) == len(target)
