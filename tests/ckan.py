"""A server on loopback that answers as the action API of CKAN 2.10 does, and hosts a published tree beside it.

Shapes, statuses and rules are those of ckan/ckan (`ckan/views/api.py`, `ckan/logic/action`, `ckan/logic/schema`): extras are
a list, patch replaces a field as a whole, unknown fields of a resource are kept and those of a dataset dropped, and an
extra that is called as a field of the portal's schema is refused by its place in the list.
"""

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from loopback import Answering, answering, server_of

TOKEN = "secret-of-a-portal"  # noqa: S105
FIELDS = "title notes url version license_id author maintainer maintainer_email owner_org state".split()
RESERVED = {"package_id", "id", "upload", "clear_upload"}
Json = dict[str, Any]


class Refused(Exception):
    def __init__(self, status: int, kind: str, **error: Any) -> None:
        super().__init__(status)
        self.status, self.error = status, {**error, "__type": kind}


@dataclass
class Portal:
    """The state of a portal, and what was asked of it."""

    url: str = ""
    hosted: Path = Path()
    datasets: dict[str, Json] = field(default_factory=dict)
    schema: frozenset[str] = frozenset()
    """Fields of a schema of its own (ckanext-scheming)."""
    needs_organization: bool = False
    changed: list[str] = field(default_factory=list)
    """The actions that changed something."""
    uploads: list[tuple[str, bytes]] = field(default_factory=list)
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    """What it answers to an action instead: status, content type, body."""
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    """What it shows at an address: status, content type, body."""
    cut_after: int = -1
    """After how many more changes it hangs up without an answer, as if somebody pulled the plug."""

    def reset(self) -> None:
        self.__init__(url=self.url, hosted=self.hosted)  # type: ignore[misc]

    @property
    def dataset(self) -> Json:
        (found,) = self.datasets.values()
        return found

    def act(self, action: str, said: Json, token: str | None) -> Any:
        if action not in {"package_show", "package_search"} and token != TOKEN:
            raise Refused(403, "Authorization Error", message=f"Access denied: token {token} may not do this")
        return getattr(self, action)(said)

    def package_show(self, said: Json) -> Json:
        for found in self.datasets.values():
            if said["id"] in {found["id"], found["name"]}:
                return found
        raise Refused(404, "Not Found Error", message="Not found")

    def package_search(self, said: Json) -> Json:
        (wanted,) = re.fullmatch(r'identifier:"(.*)"', said["fq"]).groups()  # type: ignore[union-attr]
        facts = lambda each: {e["key"]: e["value"] for e in each["extras"]} | each  # noqa: E731
        results = [each for each in self.datasets.values() if facts(each).get("identifier") == wanted]
        return {"count": len(results), "results": results}

    def package_create(self, said: Json) -> Json:
        if any(each["name"] == said["name"] for each in self.datasets.values()):
            raise Refused(409, "Validation Error", name=["That URL is already in use."])
        if self.needs_organization and not said.get("owner_org"):
            raise Refused(409, "Validation Error", owner_org=["An organization must be provided"])
        found = {"id": str(uuid.uuid4()), "name": said["name"], "state": "active", "extras": [], "tags": []}
        found |= {"resources": [], "organization": None, "owner_org": None}
        self._put(found, said)
        self.datasets[found["id"]] = found
        return found

    def package_patch(self, said: Json) -> Json:
        found = self.package_show(said)
        self._put(found, said)
        return found

    def _put(self, found: Json, said: Json) -> None:
        extras = said.get("extras", found["extras"])
        marks = [
            {"key": ["There is a schema field with the same name"]} if e["key"] in self.schema else {} for e in extras
        ]
        if any(marks):
            raise Refused(409, "Validation Error", extras=marks)
        for tag in said.get("tags", ()):
            assert re.fullmatch(r"[\w \-.]{2,100}", tag["name"])
        found |= {key: said[key] for key in (*FIELDS, *self.schema) if key in said}
        found["extras"] = sorted(extras, key=lambda each: each["key"])
        tags = [
            {"display_name": t["name"], "vocabulary_id": None, **t, "id": "t"} for t in said.get("tags", found["tags"])
        ]
        found["tags"] = sorted(tags, key=lambda each: each["name"])
        if "owner_org" in said:
            found["organization"] = {"id": said["owner_org"], "name": said["owner_org"]}
        if "resources" in said:
            found["resources"] = [self._resource({}, each, found) for each in said["resources"]]

    def resource_create(self, said: Json) -> Json:
        dataset = self.package_show({"id": said["package_id"]})
        made = self._resource({}, said, dataset)
        dataset["resources"].append(made)
        return made

    def resource_patch(self, said: Json) -> Json:
        found, dataset = self._find(said)
        return self._resource(found, said, dataset)

    def resource_delete(self, said: Json) -> None:
        found, dataset = self._find(said)
        dataset["resources"].remove(found)

    def _find(self, said: Json) -> tuple[Json, Json]:
        for dataset in self.datasets.values():
            for each in dataset["resources"]:
                if each["id"] == said["id"]:
                    return each, dataset
        raise Refused(404, "Not Found Error", message="Not found: Resource was not found.")

    def _resource(self, found: Json, said: Json, dataset: Json) -> Json:
        if not found:
            found |= {"id": str(uuid.uuid4()), "package_id": dataset["id"], "url_type": None, "hash": ""}
        found |= {key: value for key, value in said.items() if key not in RESERVED}
        if "size" in found:
            found["size"] = int(found["size"])
        if said.get("clear_upload"):
            found["url_type"] = ""
        if "upload" in said:
            name, content = said["upload"]
            self.uploads.append((name, content))
            found |= {"url_type": "upload", "size": len(content)}
            found["url"] = f"{self.url}dataset/{dataset['id']}/resource/{found['id']}/download/{name}"
        return found


class Handler(Answering, BaseHTTPRequestHandler):
    portal: Portal

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path in self.portal.pages:
            return self.answer(*self.portal.pages[parts.path])
        if parts.path.startswith("/mlr/"):
            place = self.portal.hosted / parts.path.removeprefix("/mlr/")
            content = place.read_bytes() if place.is_file() else b""
            kind = "text/html" if place.suffix == ".html" else "application/octet-stream"
            return self.answer(200 if content else 404, kind, content)
        return self.act(parts.path, dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.act(self.path, self.fields(content))

    def fields(self, content: bytes) -> Json:
        kind = self.headers["Content-Type"]
        if kind == "application/json":
            return json.loads(content)
        found: Json = {}
        for part in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + content).get_payload():
            name, file = part.get_param("name", header="Content-Disposition"), part.get_filename()
            value = part.get_payload(decode=True)
            found[name] = (file, value) if file else value.decode()
        return found

    def act(self, path: str, said: Json) -> None:
        if not path.startswith("/api/3/action/"):
            return self.answer(404, "text/html", b"<!doctype html><title>404</title>")
        action = path.rpartition("/")[2]
        if action in self.portal.answers:
            return self.answer(*self.portal.answers[action])
        told: Json = {"help": f"{self.portal.url}api/3/action/help_show?name={action}"}
        try:
            told |= {"success": True, "result": self.portal.act(action, said, self.headers["Authorization"])}
            status = 200
        except Refused as refused:
            told |= {"success": False, "error": refused.error}
            status = refused.status
        if self.command == "POST" and status == 200:
            self.portal.changed.append(action)
            if self.portal.cut_after == 0:
                self.close_connection = True
                return self.connection.close()
            self.portal.cut_after -= 1
        return self.answer(status, "application/json;charset=utf-8", json.dumps(told).encode())

    def answer(self, status: int, kind: str, content: bytes, **headers: str) -> None:
        moved = {"Location": content.decode()} if 300 <= status < 400 else {}
        super().answer(status, kind, content, **moved, **headers)


@contextmanager
def ckan_server() -> Iterator[Portal]:
    """A portal that is up."""
    portal = Portal()
    with answering(server_of(type("OfPortal", (Handler,), {"portal": portal}))) as portal.url:
        yield portal
