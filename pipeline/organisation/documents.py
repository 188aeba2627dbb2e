"""The links of the page: which documents they lead to, and whether they lead where documents may lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.organisation.outline import Item, Part
from pipeline.organisation.page import KINDS, ORGANISATION, WORKING_GROUPS, Document
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.report import Report
from pipeline.redact import redact
from pipeline.web.address import SCHEME, SPACES, NoAddressError, leads_on, read_address


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
                kinds = KINDS if part.spec.holds == "tasks" else part.kinds
                report.add(kinds, "unclassified_line", source_line=item.line.number, verbatim=item.line.verbatim)
                continue
            seen.add(document_id)
            url = _url(item, document_id, part, spec, report)
            yield Document(document_id, item.document, organization, item.line.text, url, item.line.number)


def _url(item: Item, document_id: str, part: Part, spec: PageSpec, report: Report) -> str | None:
    """The absolute target of a document link; null where it is lost, or is none that a document may have."""
    targets = {(link.url, link.base) for link in item.line.links if link.url and not link.url.strip().startswith("#")}
    judged = [_judged(url, base, spec) for url, base in targets]
    fit = [target.href for target in judged if target.fit]
    where = {"row_key": document_id, "source_line": item.line.number}
    tables = [(ORGANISATION, "documents", "url")]
    if part.spec.holds == "tasks":
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
        elif not fit or len(judged) > 1:
            shown = ", ".join(sorted({target.shown for target in judged}))
            report.add((kind,), "document_elsewhere", title=item.line.text, verbatim=shown, **place)
    return fit[0] if fit and len(judged) == 1 else None


@dataclass(frozen=True)
class _Target:
    """Where a link leads, as browsers read it, and what may be said of that."""

    fit: bool
    """Whether a document may lie there."""
    shown: str
    """The address without what nobody should follow or know: passwords, contact details, what cannot be seen."""
    href: str = ""


def _judged(url: str, base: str | None, spec: PageSpec) -> _Target:
    """Whether a link leads to a host that the settings name, by its plain address and without telling of anybody."""
    try:
        start = read_address(base, spec.address) if base else read_address(spec.address)
        address = read_address(url, start.href)
    except NoAddressError:
        return _Target(fit=False, shown=_named(url))
    hosts = {read_address(f"https://{host}/").host for host in spec.link_hosts}
    if redact(url) != url or redact(address.href) != address.href:
        return _Target(fit=False, shown=f"{address.scheme}://{address.host}/…")
    fit = start.host in hosts | {read_address(spec.address).host} and address.host in hosts and not address.port
    return _Target(fit and not leads_on(address), address.href, address.href)


def _named(url: str) -> str:
    """The scheme of what is no web address, as far as it is one."""
    scheme = SCHEME.match(url.strip(SPACES))
    return f"{scheme[0].lower()}…" if scheme else "…"
