"""The links of the page: which documents they lead to, and whether they lead where documents may lie."""

from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

from pipeline.organisation.outline import Item, Part
from pipeline.organisation.page import KINDS, ORGANISATION, WORKING_GROUPS, Document
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.report import Report


def read_documents(parts: Sequence[Part], spec: PageSpec, report: Report) -> Iterable[Document]:
    """The links of the page that the settings know, each once for its body."""
    seen: set[str] = set()
    for part in parts:
        for item in part.items:
            if item.document is None:
                continue
            organization = item.document.organization or part.key
            document_id = item.document.id if item.document.organization else f"{item.document.id}-{part.key}"
            if document_id in seen:
                kinds = KINDS if part.is_group else part.kinds
                report.add(kinds, "unclassified_line", source_line=item.line.number, verbatim=item.line.verbatim)
                continue
            seen.add(document_id)
            url = _url(item, document_id, part, spec, report)
            yield Document(document_id, item.document, organization, item.line.text, url, item.line.number)


def _url(item: Item, document_id: str, part: Part, spec: PageSpec, report: Report) -> str | None:
    """The absolute target of a document link; null where it is lost, or lies where documents may not lie."""
    targets = {link.url for link in item.line.links if link.url and not link.url.startswith("#")}
    where = {"row_key": document_id, "source_line": item.line.number}
    tables = [(ORGANISATION, "documents", "url")]
    if part.is_group:
        tables.append((WORKING_GROUPS, "working_groups", "activity_plan_url"))
    for kind, table, field in tables:
        place = {
            "table": table,
            "field": field,
            **where,
            "row_key": part.key if kind == WORKING_GROUPS else document_id,
        }
        if not targets:
            report.add((kind,), "document_without_url", title=item.line.text, **place)
        elif not _allowed(targets, spec):
            report.add(
                (kind,), "document_elsewhere", title=item.line.text, verbatim=", ".join(sorted(targets)), **place
            )
    return urljoin(spec.address, targets.pop()) if targets and _allowed(targets, spec) else None


def _allowed(targets: set[str], spec: PageSpec) -> bool:
    """Whether there is one target, over http(s), on a host that the settings name."""
    try:
        parts = [urlsplit(urljoin(spec.address, target)) for target in targets]
    except ValueError:
        return False
    return len(parts) == 1 and parts[0].scheme in {"http", "https"} and parts[0].hostname in spec.link_hosts
