"""A letter to the owner of each page, with what only they can mend. It sends nothing."""

import re
from email.message import EmailMessage
from email.policy import SMTP

from pipeline.errors import UsageError
from pipeline.flow.page_settings import page_spec
from pipeline.flow.readings import readings
from pipeline.model import Finding, Snapshot, SourceFile
from pipeline.project import CatalogSettings, Settings, read_catalog
from pipeline.wording.letter import Letter, letter, mendable
from pipeline.wording.run import Talk

RULE = "-" * 72
ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")


def write_letters(settings: Settings, talk: Talk, form: str, to: str | None) -> int:
    """Write a letter for each source that has something to mend; exit code 0, also where none has.

    Args:
        settings: of the run.
        talk: how the run speaks; the letters are in its language.
        form: `text`, or `eml` for a mail program.
        to: the address of the owner; null: whoever sends it fills it in.

    Raises:
        SourceError: a page cannot be read, or is another page.
        UsageError: a settings file is wrong, `to` is no address, or one file would hold several letters.
    """
    if to is not None and not ADDRESS.fullmatch(to):
        raise UsageError("letter_address", to=to)
    catalog = read_catalog(settings)
    found: dict[str, tuple[Snapshot | SourceFile | None, list[Finding]]] = {}
    for reading in readings(settings, talk):
        if not reading.package.files:
            newest = reading.rejected.snapshot if reading.rejected else reading.snapshot
            _, findings = found.setdefault(reading.package.source_id, (newest, []))
            findings += reading.newest_findings()
    letters = [
        _letter(settings, catalog, source_id, newest, theirs, talk.language)
        for source_id, (newest, findings) in found.items()
        if (theirs := mendable(findings))
    ]
    if not letters:
        talk.say("letter_nothing")
    if form == "eml" and len(letters) > 1:
        raise UsageError("letter_several")
    texts = [_as_mail(item, catalog, to) if form == "eml" else _as_text(item, to) for item in letters]
    if texts:
        talk.result(f"\n{RULE}\n\n".join(texts).rstrip("\n"))
    return 0


def _letter(
    settings: Settings,
    catalog: CatalogSettings,
    source_id: str,
    newest: Snapshot | SourceFile | None,
    findings: list[Finding],
    language: str,
) -> Letter:
    day = newest.observed_at if newest else None
    spec = page_spec(settings, source_id, day)
    page = {"title": spec.title, "address": spec.address}
    signature = [catalog.contact["name"], catalog.publisher["name"], catalog.contact["email"]]
    signed = list(dict.fromkeys(signature)) if catalog.confirmed else []
    return letter(findings, page, day.isoformat() if day else None, signed, language)


def _as_text(item: Letter, to: str | None) -> str:
    head = [f"To: {to}"] if to else []
    return "\n".join([*head, f"Subject: {item.subject}", "", item.body])


def _as_mail(item: Letter, catalog: CatalogSettings, to: str | None) -> str:
    """The letter as a mail program opens it: as a draft that is not sent (RFC 5322)."""
    mail = EmailMessage(policy=SMTP.clone(utf8=True, linesep="\n", max_line_length=None))
    mail["Subject"] = item.subject
    if to:
        mail["To"] = to
    if catalog.confirmed:
        mail["From"] = catalog.contact["email"]
    mail["X-Unsent"] = "1"
    mail.set_content(item.body, cte="8bit")
    return mail.as_bytes().decode()
