"""The work of a plan, done: phase after phase, side by side within one, and nothing after the claim is lost."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pipeline.deploy.claim import Claim
from pipeline.deploy.inventory import Local, Phase
from pipeline.deploy.plan import Plan
from pipeline.errors import TargetRefused
from pipeline.store import ABSENT, Condition, Overtaken, Sent, Store, Stored

SIDE_BY_SIDE = 8  # requests: more gain little on one line, and some stores slow down who sends too many
_BATCH = 500  # files removed between two looks at the claim

Progress = Callable[[int, int], None]
"""Takes the bytes that are done, and those that have to be."""


@dataclass
class Sender:
    """What carries a plan out."""

    store: Store
    local: Mapping[str, Local]
    stored: Mapping[str, Stored]
    claim: Claim
    progress: Progress
    strangers: list[str] = field(default_factory=list)
    """What was to be removed, but is not what a deployment put there."""
    _done: int = 0

    def carry_out(self, plan: Plan) -> None:
        """Send, then remove, then look whether all is there.

        Raises:
            TargetRefused: the store refuses, or somebody else changed the place in the meantime.
            SourceError: the store cannot be reached.
        """
        self.claim.promise(plan.paths)
        whole = sum(self.local[path].size for path in plan.sent)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            try:
                for phase, paths in plan.send.items():
                    for size in pool.map(lambda path, phase=phase: self._send(path, phase), paths):
                        self._done += size
                        self.progress(self._done, whole)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        self._remove(plan.remove)
        self._ensure_there()

    def _send(self, path: str, phase: Phase) -> int:
        file = self.local[path]
        self.claim.ensure()
        condition = self._condition(path) if phase is Phase.INDICES else None
        try:
            mark = self.store.put(path, file.place, file.head, condition)
        except Overtaken:
            raise TargetRefused("deploy_changed", place=self.store.address, path=path) from None
        sent = Sent(file.sha256, mark.plain, file.size, file.head.content_type, file.head.cache)
        self.claim.note({path: sent})
        return file.size

    def _condition(self, path: str) -> Condition:
        """That a file is still the one which was listed: an index that somebody else wrote since is not replaced."""
        found = self.store.read(path)
        if (found[1].plain if found else None) != (self.stored[path].etag if path in self.stored else None):
            raise TargetRefused("deploy_changed", place=self.store.address, path=path)
        return found[1] if found else ABSENT

    def _remove(self, paths: Sequence[str]) -> None:
        ours = [path for path in paths if self._is_ours(path)]
        self.strangers += sorted(set(paths) - set(ours))
        for start in range(0, len(ours), _BATCH):
            self.claim.ensure()
            batch = ours[start : start + _BATCH]
            self.store.remove(batch)
            self.claim.note({}, batch)

    def _is_ours(self, path: str) -> bool:
        """Whether a file is what a deployment put there, if that is known: not what somebody put in its place."""
        sent = self.claim.manifest.files.get(path)
        if sent is None or sent.etag == self.stored[path].etag:
            return True
        found = self.store.digest(path)  # a store that was moved or encrypted anew has other ETags
        return found is None or found[0] == sent.sha256

    def _ensure_there(self) -> None:
        """Return if the place holds what was sent, and nothing else of it.

        Raises:
            TargetRefused: somebody else wrote there in the meantime.
        """
        now = self.store.list()
        files = self.claim.manifest.files
        for path in self.local:
            sent = files.get(path)
            if sent is not None and (path not in now or now[path].etag != sent.etag):
                raise TargetRefused("deploy_changed", place=self.store.address, path=path)
