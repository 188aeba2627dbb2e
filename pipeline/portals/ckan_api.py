"""The action API of CKAN: one call, its result, or a fault with one sentence (docs.ckan.org, API guide)."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from pipeline.errors import AnotherPage, TargetRefused
from pipeline.portals.service import Answer, Form, Service
from pipeline.schema import Json

API = "api/3/action/"
INVALID = "ckan_invalid"
_PASTED = ("api/3/action", "api/3", "api", "dataset")
"""What people may have copied behind the address of the portal."""


class Ckan:
    """A CKAN, asked and told by its action API."""

    def __init__(self, url: str, token: str | None, *, allow_private: bool) -> None:
        """Name the portal by its address, or by that of its API.

        Raises:
            AddressForbidden: it is no address that may be asked.
        """
        bare = url.rstrip("/")
        for tail in _PASTED:
            bare = bare.removesuffix(f"/{tail}")
        self.service = Service(bare, token, allow_private=allow_private)

    def page(self, found: Json) -> str:
        """The address of a dataset, for people."""
        return f"{self.service.url}dataset/{found['name']}"

    def show(self, name: str) -> Json | None:
        """A dataset by its name or id; null where the portal has none.

        Raises:
            TargetRefused: as `act`.
            SourceError: as `Service.ask`.
        """
        answer = self._ask("package_show", params={"id": name})
        return None if answer.status == HTTPStatus.NOT_FOUND else self._result(answer, "package_show")

    def find(self, identifier: str) -> Json | None:
        """The dataset that has this identifier, whatever its name is; null where there is none.

        Raises:
            TargetRefused: as `act`.
            SourceError: as `Service.ask`.
        """
        query = {"fq": f'identifier:"{identifier}"', "include_private": "true", "include_drafts": "true", "rows": "10"}
        answer = self._ask("package_search", params=query)
        found: Json = self._result(answer, "package_search")
        return next((each for each in found["results"] if said_of(each, "identifier") == identifier), None)

    def act(self, action: str, body: Json, file: Form | None = None) -> Json:
        """The result of an action that changes something.

        Raises:
            TargetRefused: the portal does not let us, or does not take what it was sent.
            SourceError: as `Service.ask`.
        """
        result: Json = self._result(self._ask(action, body=None if file else body, file=file), action)
        return result

    def _ask(
        self, action: str, params: Mapping[str, str] | None = None, body: Json | None = None, file: Form | None = None
    ) -> Answer:
        url = f"{self.service.url}{API}{action}"
        answer = self.service.ask("GET" if params else "POST", url, params=params, body=body, data=file)
        if not isinstance(answer.said, dict) or not isinstance(answer.said.get("success"), bool):
            raise AnotherPage("no_ckan", url=self.service.url, status=answer.status)
        return answer

    def _result(self, answer: Answer, action: str) -> Any:  # noqa: ANN401 (JSON)
        if answer.said["success"] and "result" in answer.said:
            return answer.said["result"]
        errors = answer.said.get("error")
        errors = errors if isinstance(errors, dict) else {"message": str(errors)}
        detail = self.service.plain("; ".join(_told(errors, ())))
        url = self.service.url
        if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise TargetRefused("portal_refused", url=url, status=answer.status, detail=detail)
        if answer.status == HTTPStatus.CONFLICT:
            raise TargetRefused(INVALID, url=url, action=action, detail=detail, errors=errors)
        raise TargetRefused("ckan_fault", url=url, action=action, status=answer.status, detail=detail)


def said_of(found: Json, key: str) -> str | None:
    """A fact of a dataset, in a field or among its extras; null where it has none."""
    extras = {each.get("key"): each.get("value") for each in found.get("extras", ())}
    value = found.get(key) or extras.get(key)
    return None if value is None else str(value)


def _told(errors: Any, path: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401 (JSON)
    """What CKAN says of each field."""
    if isinstance(errors, dict):
        for key, value in errors.items():
            if key != "__type":
                yield from _told(value, path if key == "message" else (*path, str(key)))
    elif isinstance(errors, list):
        for value in errors:
            yield from _told(value, path)
    elif errors:
        yield ": ".join((".".join(path), str(errors))) if path else str(errors)
