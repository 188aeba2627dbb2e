"""A server on loopback that answers as the deposit API of Zenodo does.

Shapes and statuses are those of developers.zenodo.org and of zenodo/zenodo-rdm (`site/zenodo_rdm/legacy`): `newversion` gives
the draft that there is, with the files of the version before; what is published can neither be changed nor published again.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from loopback import Answering, answering, server_of

TOKEN = "secret-of-zenodo"  # noqa: S105
Json = dict[str, Any]


@dataclass
class Service:
    """What lies at the service, and what was asked of it."""

    url: str = ""
    prefix: str = "10.5281"
    depositions: dict[int, Json] = field(default_factory=dict)
    contents: dict[tuple[int, str], bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Methods and paths of what changed something."""
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    """What it answers to a method and the end of a path instead."""
    cut_at: str = ""
    """The end of the path at which it does what it is told, and hangs up without an answer."""
    forgets_lists: bool = False
    """Whether its list is not up to date yet."""

    def reset(self) -> None:
        self.__init__(url=self.url)  # type: ignore[misc]

    @property
    def dois(self) -> list[str]:
        return [each["doi"] for each in self.depositions.values() if each["submitted"]]

    def answer(self, method: str, path: str, content: bytes) -> tuple[int, Any]:
        match method, path.strip("/").split("/")[1:]:
            case "GET", ["deposit", "depositions"]:
                return 200, [] if self.forgets_lists else sorted(self.depositions.values(), key=lambda d: -d["id"])
            case "POST", ["deposit", "depositions"]:
                return 201, self.made(json.loads(content)["metadata"], None)
            case _, ["deposit", "depositions", number, *rest] if int(number) in self.depositions:
                return self.of_one(method, self.depositions[int(number)], rest, content)
            case "PUT", ["files", bucket, name]:
                found = self.depositions[int(bucket)]
                md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
                found["files"] = [each for each in found["files"] if each["filename"] != name]
                found["files"].append(
                    {"id": f"id-of-{name}", "filename": name, "filesize": len(content), "checksum": md5}
                )
                self.contents[int(bucket), name] = content
                return 201, {"key": name, "checksum": f"md5:{md5}", "size": len(content)}
        return 404, {"status": 404, "message": "The persistent identifier does not exist."}

    def of_one(self, method: str, found: Json, rest: list[str], content: bytes) -> tuple[int, Any]:  # noqa: PLR0911
        is_draft = not found["submitted"]
        match method, rest:
            case "GET", []:
                return 200, found
            case "PUT", [] if is_draft:
                found["metadata"] = {**json.loads(content)["metadata"], "prereserve_doi": {"recid": found["id"]}}
                return 200, found
            case "DELETE", ["files", file] if is_draft:
                found["files"] = [each for each in found["files"] if each["id"] != file]
                return 204, None
            case "POST", ["actions", "publish"] if is_draft:
                if not found["files"]:
                    return 400, {"status": 400, "message": "A validation error occurred.", "errors": [
                        {"field": "files.enabled", "messages": ["Missing uploaded files."]}]}  # fmt: skip
                concept = found["conceptrecid"]
                found |= {"submitted": True, "state": "done", "doi": f"{self.prefix}/zenodo.{found['id']}"}
                found |= {"conceptdoi": f"{self.prefix}/zenodo.{concept}", "record_id": found["id"]}
                return 202, found
            case "POST", ["actions", "newversion"] if not is_draft:
                drafts = [d for d in self.depositions.values() if d["conceptrecid"] == found["conceptrecid"]]
                draft = next((each for each in drafts if not each["submitted"]), None)
                return 201, draft or self.made(found["metadata"], found)
        return 404, {"status": 404, "message": "The persistent identifier is not registered."}

    def made(self, metadata: Json, before: Json | None) -> Json:
        number = 1001 + 2 * len(self.depositions)
        here = f"{self.url}api/deposit/depositions/{number}"
        found = {
            "id": number,
            "conceptrecid": before["conceptrecid"] if before else str(number - 1),
            "metadata": metadata,
            "files": [dict(each) for each in before["files"]] if before else [],
            "links": {"self": here, "latest_draft": here, "bucket": f"{self.url}api/files/{number}"},
            "state": "unsubmitted",
            "submitted": False,
        }
        self.depositions[number] = found
        return found


class Handler(Answering, BaseHTTPRequestHandler):
    service: Service

    def do_GET(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        for asked, answer in self.service.answers.items():
            method, _, end = asked.partition(" ")
            if self.command == method and path.endswith(f"/{end}"):
                return self.answer(*answer)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self.answer(403, "application/json", b'{"status": 403, "message": "Permission denied."}')
        status, said = self.service.answer(self.command, path, content)
        if self.command != "GET" and status < 400:
            self.service.asked.append(f"{self.command} {path.rpartition('/')[2]}")
            if self.service.cut_at and self.service.asked[-1].endswith(self.service.cut_at):
                self.close_connection = True
                return self.connection.close()
        return self.answer(status, "application/json", b"" if said is None else json.dumps(said).encode())

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815


@contextmanager
def zenodo_server() -> Iterator[Service]:
    """A service that is up."""
    service = Service()
    with answering(server_of(type("OfService", (Handler,), {"service": service}))) as service.url:
        yield service
