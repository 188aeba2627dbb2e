"""Every finding on the newest snapshot, shown; nothing is written."""

from pipeline.errors import UnfitSource
from pipeline.flow.readings import readings
from pipeline.project import Settings
from pipeline.validate.findings import quality_json
from pipeline.wording.findings import findings_text
from pipeline.wording.run import Talk


def validate(settings: Settings, form: str, talk: Talk) -> int:
    """Show every finding on the newest snapshot; exit code 1 where one of them stops a package.

    Raises:
        SourceError: the snapshot cannot be read, or is another page.
    """
    code = 0
    documents = []
    for reading in readings(settings, talk):
        try:
            for told in reading.lines_read(talk.language):
                talk.aside(told)
            findings = reading.newest_findings()
            for remark in reading.remarks(talk.language):
                talk.aside(remark)
        except UnfitSource as error:
            talk.fault(error)
            code = max(code, error.exit_code)
            continue
        code = max(code, int(any(finding.stops for finding in findings)))
        if form == "text":
            talk.result(f"{reading.package.name}\n\n{findings_text(findings, talk.language)}\n")
        documents.append(quality_json(reading.package.name, None, findings))
    if form == "json":
        talk.answer(documents)
    elif form == "html":
        from pipeline.pages import findings_page

        talk.result(findings_page(documents, talk.language).decode().rstrip("\n"))
    return code
