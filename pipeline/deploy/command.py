"""`mlr-opendata deploy`: look, claim, send, remove, tell."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.deploy.ancestry import ensure_goes_on, ours_by_lists
from pipeline.deploy.claim import claimed, read_manifest
from pipeline.deploy.headers import LASTING
from pipeline.deploy.inventory import Local, inventory
from pipeline.deploy.plan import Plan, plan
from pipeline.deploy.send import Sender
from pipeline.errors import TargetRefused, UsageError
from pipeline.release import verify
from pipeline.release.lock import held
from pipeline.release.site import GIVES_WAY
from pipeline.store import Manifest, Store, Stored, open_store
from pipeline.wording.run import Talk

_HARMLESS = {"beside", "mode"}


@dataclass(frozen=True)
class _Look:
    """What was found at a place, and what is to be done there."""

    stored: Mapping[str, Stored]
    manifest: Manifest
    plan: Plan
    adopted: frozenset[str]
    """What is ours there, though no manifest says so yet."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do, and nothing left of an earlier run."""
        return not self.plan.paths and not self.manifest.holder and not self.manifest.pending


def deploy(target: Path, place: str, talk: Talk, *, dry_run: bool = False, every_file: bool = False) -> int:
    """Make a place show what a target holds; the exit code.

    Args:
        target: the folder that was published into.
        place: a folder, or the address of an object store.
        talk: how to speak.
        dry_run: whether only to say what would be done.
        every_file: whether to name each file then, and not only the folders.

    Raises:
        UsageError: the place is none that can be written, or its address holds a password.
        TargetRefused: the target is not whole, somebody is publishing into it or deploying to the place, the place
            holds versions that the target does not know or files that somebody else put there, or the store refuses.
        SourceError: the store cannot be reached.
    """
    store = open_store(place)
    _ensure_apart(target, store)
    if not target.is_dir():
        raise TargetRefused("no_target", target=target)
    try:
        with held(target, alone=False):
            _ensure_whole(target, talk)
            local = inventory(target)
            return _tell(_look(store, local), store, talk, every_file) if dry_run else _deploy(local, store, talk)
    finally:
        talk.show("")


def _deploy(local: Mapping[str, Local], store: Store, talk: Talk) -> int:
    with store.held():
        look = _look(store, local)
        if look.is_done:
            talk.say("deployed_already", place=store.address, files=look.plan.kept)
            return 0
        return _carry_out(store, local, look.adopted, talk)


def _ensure_apart(target: Path, store: Store) -> None:
    """Raise UsageError where a folder would be deployed into itself, or into one above it."""
    root = getattr(store, "root", None)
    if isinstance(root, Path):
        here, there = target.resolve(), root.resolve()
        if here.is_relative_to(there) or there.is_relative_to(here):
            raise UsageError("deploy_into_itself", target=target, place=store.address)


def _ensure_whole(target: Path, talk: Talk) -> None:
    """Return if every byte is as it was published, and the pages are those of it.

    Raises:
        TargetRefused: something is not.
    """
    talk.show(talk.words("deploy_verifying", target=target))
    result = verify(target)
    if result.is_of_nothing:
        raise TargetRefused("nothing_published", target=target)
    problems = [problem for problem in result.problems if problem.kind not in _HARMLESS]
    if problems:
        raise TargetRefused("deploy_not_whole", target=target, path=problems[0].path, count=len(problems))
    beside = [problem.path for problem in result.problems if problem.kind == "beside"]
    if left := [path for path in beside if path not in GIVES_WAY]:
        talk.aside_say("deploy_left_out", paths=", ".join(left))


def _look(store: Store, local: Mapping[str, Local]) -> _Look:
    """What is to be done.

    Raises:
        TargetRefused: it may not be done.
    """
    stored = store.list()
    manifest, mark = read_manifest(store)
    ensure_goes_on(store, local, stored, manifest)
    adopted = ours_by_lists(store, stored) & stored.keys() if mark is None else frozenset()
    work = plan(local, stored, manifest, adopted)
    if work.in_the_way:
        raise TargetRefused(
            "deploy_in_the_way", place=store.address, path=work.in_the_way[0], count=len(work.in_the_way)
        )
    return _Look(stored, manifest, work, adopted)


def _tell(look: _Look, store: Store, talk: Talk, every_file: bool) -> int:  # noqa: FBT001
    """Say what would be done, by file or by folder, in the order of sending; the exit code."""
    if look.manifest.holder:
        talk.aside_say("deploy_held", place=store.address)
    send, remove = look.plan.sent, look.plan.remove
    if every_file:
        for path in send:
            talk.say("would_send", path=path)
        for path in remove:
            talk.say("would_remove", path=path)
    else:
        sent, removed = (Counter(map(_folder, paths)) for paths in (send, remove))
        for folder in dict.fromkeys((*sent, *removed)):
            talk.say("would_change", folder=folder, sent=sent[folder], removed=removed[folder])
    talk.say("would_deploy", place=store.address, **_counts(look.plan))
    return 0


def _folder(path: str) -> str:
    """The folder of a version that a file lies in, or that of a package, or the place itself, as `./`."""
    return "/".join(path.split("/")[:-1][:2] or ".") + "/"


def _counts(work: Plan) -> dict[str, int]:
    return {"sent": len(work.sent), "removed": len(work.remove), "kept": work.kept}


def _carry_out(store: Store, local: Mapping[str, Local], adopted: frozenset[str], talk: Talk) -> int:
    waiting = lambda left: talk.show(talk.words("deploy_waiting", place=store.address, seconds=left))  # noqa: E731
    with claimed(store, waiting, adopted) as claim:
        look = _look(store, local)  # once more: it may have changed before it was held
        sender = Sender(
            store,
            local,
            look.stored,
            claim,
            lambda done, whole: talk.show(talk.words("deploying", percent=100 * done // (whole or 1))),
        )
        sender.carry_out(look.plan)
        claim.fulfil(local.keys())
    _tell_done(look, sender, store, talk)
    return TargetRefused.exit_code if sender.strangers else 0


def _tell_done(look: _Look, sender: Sender, store: Store, talk: Talk) -> None:
    talk.say("deployed", place=store.address, **_counts(look.plan))
    if look.plan.given_way:
        talk.aside_say("deploy_gave_way", paths=", ".join(look.plan.given_way))
    if changed := [path for path in sorted(look.plan.paths) if _was_lasting(look, path)]:
        talk.aside_say("deploy_in_caches", files=len(changed), first=changed[0])
    if sender.strangers:
        talk.aside_say("deploy_strangers", paths=", ".join(sender.strangers))


def _was_lasting(look: _Look, path: str) -> bool:
    """Whether readers were told that they may keep what was now replaced or removed."""
    sent = look.manifest.files.get(path)
    return sent is not None and sent.cache == LASTING
