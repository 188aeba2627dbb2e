"""What the command says while it works and when it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from pipeline.errors import PipelineError
from pipeline.model import Finding
from pipeline.wording.errors import sentence
from pipeline.wording.findings import findings_text
from pipeline.wording.plain import PlainFormatter

RUN = {
    "reading": {
        "sv": "Läser {snapshot} ({age}).",
        "en": "Reading {snapshot} ({age}).",
    },
    "age_unknown": {
        "sv": "sidan bär inget datum; uppgifterna kan vara äldre än i dag",
        "en": "the page carries no date; what it says may be older than today",
    },
    "age_of_file_unknown": {
        "sv": "ingen har sagt när filen stämde; --observed-at anger dagen",
        "en": "nobody has said when the file was right; --observed-at gives the day",
    },
    "age_days": {
        "sv": "sedd {date}, {days} sedan",
        "en": "seen {date}, {days} ago",
    },
    "judging": {
        "sv": "{package}: frictionless prövar filerna, {percent} %",
        "en": "{package}: frictionless judges the files, {percent} %",
    },
    "reading_table": {"sv": "{package}: läser {table}", "en": "{package}: reading {table}"},
    "comparing": {"sv": "{package}: jämför med {version}", "en": "{package}: comparing with {version}"},
    "writing": {"sv": "{package}: skriver {version}", "en": "{package}: writing {version}"},
    "published": {
        "sv": "{package} {version} publicerad i {folder} ({level}: {reason})",
        "en": "{package} {version} published in {folder} ({level}: {reason})",
    },
    "would_publish": {
        "sv": "{package} {version} skulle publiceras ({level}: {reason})",
        "en": "{package} {version} would be published ({level}: {reason})",
    },
    "unchanged": {
        "sv": "{package} {version} är oförändrad: ingen ny version.",
        "en": "{package} {version} is unchanged: no new version.",
    },
    "nothing_newer": {
        "sv": "{package} {version} står kvar: arkivet har inget nyare.",
        "en": "{package} {version} stands: the archive has nothing newer.",
    },
    "drafted": {
        "sv": "{file}: {fields} fält, utifrån alla {rows} rader. Läs igenom utkastet: det vet bara vad som står i tabellen.",
        "en": "{file}: {fields} fields, from all {rows} rows. Read the draft over: it knows no more than the table says.",
    },
    "drafted_key": {"sv": "Primärnyckel: {fields}.", "en": "Primary key: {fields}."},
    "drafted_no_key": {
        "sv": "Ingen primärnyckel: inget fält eller par av fält skiljer alla rader åt.",
        "en": "No primary key: no field, or pair of fields, tells all rows apart.",
    },
    "drafted_faults": {
        "sv": "Tabellen har minst {count} fel som inget schema kan rätta; `mlr-opendata check` visar dem.",
        "en": "The table has at least {count} errors that no schema can mend; `mlr-opendata check` shows them.",
    },
    "package_drafted": {
        "sv": "Utkastet hör hemma i {file}; lägg till title, description och licenses.",
        "en": "The draft belongs in {file}; add title, description and licenses.",
    },
    "letter_nothing": {
        "sv": "Det finns ingenting som bara sidans ägare kan rätta: inget brev behövs.",
        "en": "There is nothing that only the owner of the page can mend: no letter is needed.",
    },
    "plan_saved": {
        "sv": "Planen är sparad i {file}; `mlr-opendata publish --plan {file}` publicerar precis den.",
        "en": "The plan is saved in {file}; `mlr-opendata publish --plan {file}` publishes exactly it.",
    },
    "interrupted": {"sv": "Avbrutet.", "en": "Interrupted."},
    "signed": {"sv": "Signerat: {packages}.", "en": "Signed: {packages}."},
    "stopped": {
        "sv": "Därför läses ingenting för {packages}.",
        "en": "So nothing is read for {packages}.",
    },
    "rejected_snapshot": {
        "sv": (
            "{package}: den nyare kopian {snapshot} godtogs inte ({count} fel); den senast godtagna används. "
            "`mlr-opendata validate` visar felen."
        ),
        "en": (
            "{package}: the newer snapshot {snapshot} was not accepted ({count} errors); the last accepted one is used. "
            "`mlr-opendata validate` shows the errors."
        ),
    },
    "moved": {
        "sv": (
            "{target} har flyttat från {old} till {new}; flödet och förstasidan berättar det. Låt den gamla adressen hänvisa "
            "till den nya (HTTP 301)."
        ),
        "en": (
            "{target} has moved from {old} to {new}; the feed and the front page tell it. Let the old address redirect to the "
            "new one (HTTP 301)."
        ),
    },
    "would_move": {
        "sv": "{target} skulle flytta från {old} till {new}.",
        "en": "{target} would move from {old} to {new}.",
    },
    "address_stays": {
        "sv": "{target} ligger kvar på {address}, inte på {other}; --move-to flyttar den.",
        "en": "{target} stays at {address}, not at {other}; --move-to moves it.",
    },
    "joins": {
        "sv": (
            "{target} är en annan katalog ({title}; {publisher}) och behåller sin titel; det här projektets paket läggs "
            "till under sin egen utgivare."
        ),
        "en": (
            "{target} is another catalogue ({title}; {publisher}) and keeps its title; the packages of this project join "
            "it under their own publisher."
        ),
    },
    "kept": {
        "sv": (
            "{package} {version} står kvar som publicerat, fast projektet inte har några inställningar för det. "
            "`mlr-opendata retire {package} --reason …` tar bort det."
        ),
        "en": (
            "{package} {version} stays as published, although the project has no settings for it. "
            "`mlr-opendata retire {package} --reason …` takes it away."
        ),
    },
    "kept_of_another": {
        "sv": "{package} {version} står kvar som publicerat: det är ett annat projekts ({title}).",
        "en": "{package} {version} stays as published: it is another project's ({title}).",
    },
    "stays_retired": {
        "sv": "{package} är nedlagt och publiceras inte; `mlr-opendata publish {package}` publicerar det igen.",
        "en": "{package} is retired and not published; `mlr-opendata publish {package}` publishes it again.",
    },
    "retired_already": {
        "sv": "{package} är nedlagt sedan {day}; paketets sida säger varför.",
        "en": "{package} has been retired since {day}; its page says why.",
    },
    "retired": {
        "sv": "{package} är nedlagt: {versions} borttagna, skälet står på paketets sida.",
        "en": "{package} is retired: {versions} taken away, the reason stands on its page.",
    },
    "draft": {
        "sv": (
            "Katalogen är ett utkast: granska datapackage/catalog.yaml och sätt confirmed: true innan någon portal "
            "skördar den."
        ),
        "en": (
            "The catalogue is a draft: check datapackage/catalog.yaml and set confirmed: true before a portal harvests it."
        ),
    },
    "completed": {
        "sv": "En avbruten körning slutfördes: {paths}.",
        "en": "An interrupted run was completed: {paths}.",
    },
    "rows": {"sv": "  {table}: {count} rader", "en": "  {table}: {count} rows"},
    "fetch_unchanged": {
        "sv": "Sidan är oförändrad sedan {snapshot}; kontrollen är loggad.",
        "en": "The page has not changed since {snapshot}; the look was logged.",
    },
    "fetch_archived": {
        "sv": "Sidan har ändrats: {snapshot} är arkiverad och godtagen.",
        "en": "The page has changed: {snapshot} was archived and accepted.",
    },
    "fetch_rejected": {
        "sv": "Sidan har ändrats: {snapshot} är arkiverad men inte godtagen.",
        "en": "The page has changed: {snapshot} was archived but not accepted.",
    },
    "verified": {
        "sv": "{versions}, {files} filer, {bytes} byte: allt är intakt.",
        "en": "{versions}, {files} files, {bytes} bytes: everything is whole.",
    },
    "not_verified": {
        "sv": "{count} i {target}:",
        "en": "{count} in {target}:",
    },
    "serving": {
        "sv": "{target} visas på {url} (Ctrl+C avslutar).",
        "en": "{target} is shown at {url} (Ctrl+C ends it).",
    },
    "verified_over_http": {
        "sv": "Över HTTP syns inte om en fil har lagts till; kör verify på själva mappen för det.",
        "en": "Over HTTP an added file cannot be seen; run verify on the folder itself for that.",
    },
    "problem_changed": {"sv": "ändrad", "en": "changed"},
    "problem_missing": {"sv": "saknas", "en": "missing"},
    "problem_added": {"sv": "hör inte hit", "en": "does not belong here"},
    "problem_link": {"sv": "är en länk", "en": "is a link"},
    "problem_unreadable": {"sv": "går inte att läsa", "en": "cannot be read"},
    "problem_chain": {"sv": "kedjan av versioner är bruten", "en": "the chain of versions is broken"},
    "problem_page": {
        "sv": "sidan skiljer sig; nästa publicering gör om den",
        "en": "the page differs; the next publish makes it again",
    },
    "problem_behind": {
        "sv": "har versioner som sidorna, flödet och katalogen inte visar än; nästa publicering tar med dem",
        "en": "has versions that pages, feed and catalogue do not show yet; the next publish adds them",
    },
    "problem_stale": {
        "sv": (
            "sidorna, flödet och katalogen är äldre och visar kanske det som har återkallats eller raderats; slutför med "
            "`mlr-opendata verify --repair`, `mlr-opendata publish` eller samma kommando igen"
        ),
        "en": (
            "pages, feed and catalogue are older, and may still show what was withdrawn or erased; finish with "
            "`mlr-opendata verify --repair`, `mlr-opendata publish` or the same command again"
        ),
    },
    "problem_mode": {
        "sv": "rättigheterna låter andra ändra eller köra den, eller besökare inte läsa den; `verify --repair` rättar dem",
        "en": "its permissions let others change or run it, or visitors not read it; `verify --repair` mends them",
    },
    "problem_beside": {
        "sv": "är inte publicerad härifrån; ta bort den om ingen av er lade den där",
        "en": "was not published from here; remove it unless one of you put it there",
    },
    "problem_unsigned": {
        "sv": "signaturen saknas; utgivaren skapar den med publish --sign",
        "en": "the signature is missing; the publisher makes it with publish --sign",
    },
    "problem_signature": {"sv": "signaturen stämmer inte", "en": "the signature does not match"},
    "problem_interrupted": {
        "sv": "en körning avbröts; nästa publicering slutför den",
        "en": "a run was interrupted; the next publish completes it",
    },
    "no_difference": {
        "sv": "{package}: ingenting skiljer {old} och {new} åt.",
        "en": "{package}: nothing differs between {old} and {new}.",
    },
    "origin": {
        "sv": "{package} {version}: {snapshot}, läst ur {url}, sedd {seen}, sha256 {sha256}, rad {line}:",
        "en": "{package} {version}: {snapshot}, read from {url}, seen {seen}, sha256 {sha256}, line {line}:",
    },
    "origin_not_archived": {
        "sv": "Kopian finns inte i arkivet (den kom med --source), så raden kan inte visas.",
        "en": "The snapshot is not in the archive (it came by --source), so the line cannot be shown.",
    },
    "origin_elsewhere": {
        "sv": "Källans arkiv finns inte i det här projektet, så raden kan inte visas; kör i det som publicerar paketet.",
        "en": "The archive of the source is not in this project, so the line cannot be shown; run it in the one that publishes the package.",
    },
    "unknown_day": {"sv": "en okänd dag", "en": "on an unknown day"},
    "withdrawn": {"sv": "{package} {version} är återkallad.", "en": "{package} {version} is withdrawn."},
    "reproduced": {"sv": "{package} {version}: samma byte.", "en": "{package} {version}: the same bytes."},
    "not_reproduced": {
        "sv": "{package} {version}: {count} filer skiljer sig, först {first}.",
        "en": "{package} {version}: {count} files differ, first {first}.",
    },
    "not_reproducible": {
        "sv": "{package} {version}: kan inte göras om: {why}.",
        "en": "{package} {version}: cannot be made again: {why}.",
    },
    "why_not_reproduced": {
        "sv": (
            "En version skiljer sig när koden, inställningarna eller beroendena har ändrats sedan den gjordes: checka ut "
            "den revision som gjorde den och jämför igen. Skiljer den sig då också är något fel."
        ),
        "en": (
            "A version differs where code, settings or dependencies have changed since it was made: check out the "
            "revision that made it and compare again. If it differs even then, something is wrong."
        ),
    },
    "made_of_files": {
        "sv": "den är gjord av tabellfiler, som inte arkiveras",
        "en": "it is made of table files, which are not archived",
    },
    "settings_elsewhere": {
        "sv": "det här projektet har inga inställningar för den; kör i det som publicerar paketet",
        "en": "this project has no settings for it; run it in the one that publishes the package",
    },
    "is_withdrawn": {"sv": "den är återkallad", "en": "it is withdrawn"},
    "is_erased": {"sv": "någon har raderats ur den sedan dess", "en": "somebody has been erased from it since"},
    "base_withdrawn": {
        "sv": "en version som den kan ha jämförts med har återkallats sedan dess",
        "en": "a version that it may have been compared with has been withdrawn since",
    },
    "not_archived": {
        "sv": "kopian den gjordes av finns inte i arkivet (den kom med --source)",
        "en": "the snapshot it was made from is not in the archive (it came by --source)",
    },
    "erased": {
        "sv": "{person_id} är raderad ur {package}: skrivet på nytt: {versions} och {snapshots}.",
        "en": "{person_id} is erased from {package}: written anew: {versions} and {snapshots}.",
    },
    "still_named": {
        "sv": "  Namnet står kvar i {path}; ta bort det för hand.",
        "en": "  The name still stands in {path}; take it out by hand.",
    },
    "still_named_in_folder": {
        "sv": "  Namnet står kvar i {count} filer i {folder}, till exempel {path}; ta bort det för hand.",
        "en": "  The name still stands in {count} files in {folder}, such as {path}; take it out by hand.",
    },
    "still_named_in_target": {
        "sv": (
            "  Namnet står kvar i {folder}, där det också är publicerat, även i Parquet-, Excel-, SQLite- och zipfiler; "
            "kör samma kommando med --target {folder}."
        ),
        "en": (
            "  The name still stands in {folder}, where it is published too, also in Parquet, Excel, SQLite and zip "
            "files; run the same command with --target {folder}."
        ),
    },
    "out_of_reach": {
        "sv": (
            "Det här når programmet inte:\n"
            "  - git-historiken: skriv om den (git filter-repo) där arkivet och målet är incheckade, och be alla klona om\n"
            "  - platsen där målet visas: kör `mlr-opendata deploy` igen, och töm cacheminnena framför den\n"
            "  - portaler som har skördat, sökmotorer och webbarkiv: be dem hämta om eller ta bort de ändrade versionerna\n"
            "  - kopior och säkerhetskopior: radera dem, eller kör samma kommando efter varje återställning\n"
            "  - den som redan misstänker ett namn kan pröva det mot gamla kontrollsummor (versions.json, kopiornas id); "
            "läsas ur dem kan det inte\n"
            "Checka in {list}. Säkerhetskopiera nyckeln {key_file}: utan den vägrar publish."
        ),
        "en": (
            "Out of this program's reach:\n"
            "  - git history: rewrite it (git filter-repo) wherever archive or target are committed, and have all clones made anew\n"
            "  - the place that shows the target: run `mlr-opendata deploy` again, and purge the caches before it\n"
            "  - portals that harvested, search engines, web archives: ask them to fetch the changed versions again or drop them\n"
            "  - copies and backups: delete them, or run the same command after each restore\n"
            "  - whoever already suspects a name can try it against old checksums (versions.json, snapshot ids); it cannot "
            "be read from them\n"
            "Commit {list}. Back up the key {key_file}: without it publish refuses."
        ),
    },
    "deploy_verifying": {"sv": "{target}: prövar varje fil", "en": "{target}: checking every file"},
    "deploy_waiting": {
        "sv": "{place}: en annan körning började där och kan vara avbruten; väntar i {seconds} s på livstecken",
        "en": "{place}: another run began there and may be dead; waiting {seconds} s for a sign of life",
    },
    "deploying": {"sv": "skickar, {percent} %", "en": "sending, {percent} %"},
    "deployed": {
        "sv": "{place}: {sent} filer skickade, {removed} borttagna, {kept} var redan rätt.",
        "en": "{place}: {sent} files sent, {removed} removed, {kept} were right already.",
    },
    "deployed_already": {
        "sv": "{place} är redan som målet: {files} filer.",
        "en": "{place} is as the target is: {files} files.",
    },
    "would_deploy": {
        "sv": "{place}: {sent} filer skulle skickas, {removed} tas bort, {kept} är redan rätt.",
        "en": "{place}: {sent} files would be sent, {removed} removed, {kept} are right already.",
    },
    "would_send": {"sv": "  skickar {path}", "en": "  would send {path}"},
    "would_remove": {"sv": "  tar bort {path}", "en": "  would remove {path}"},
    "deploy_held": {
        "sv": "En annan körning är i gång i {place}, eller avbröts där.",
        "en": "Another run is at work in {place}, or was cut off there.",
    },
    "deploy_left_out": {
        "sv": "Skickas inte, för det är inte publicerat av det här programmet: {paths}.",
        "en": "Not sent, as this program did not publish it: {paths}.",
    },
    "deploy_gave_way": {
        "sv": "Värdens egna filer står kvar, och våra skickades inte: {paths}.",
        "en": "The host's own files stay, and ours were not sent: {paths}.",
    },
    "deploy_in_caches": {
        "sv": "{files} i publicerade versioner ändrades eller togs bort, först {first}: cacheminnen kan ha dem kvar i högst ett dygn. Töm dem nu om en person har raderats.",
        "en": "{files} in published versions changed or went, first {first}: caches may keep them for a day at most. Purge them now if a person was erased.",
    },
    "deploy_strangers": {
        "sv": "Inte borttaget, för någon annan har lagt något annat i dess ställe; se efter: {paths}.",
        "en": "Not removed, as somebody put something else in its place; look at it: {paths}.",
    },
    "key_made": {
        "sv": "Privat nyckel: {private} (håll den hemlig). Publik nyckel: {public} (ge den till läsarna).",
        "en": "Private key: {private} (keep it secret). Public key: {public} (give it to readers).",
    },
    "unheard": {
        "sv": "Resultatet kunde inte skrivas till standard ut ({detail}); arbetet är gjort, rätta det och fråga igen.",
        "en": "The result could not be written to standard output ({detail}); the work is done, mend that and ask again.",
    },
    "format_of_another_kind": {
        "sv": "{package}: skrivs inte som {format}, som bara andra slags paket har.",
        "en": "{package}: not written as {format}, which only packages of another kind have.",
    },
    "format_too_small": {
        "sv": "{package}: skrivs inte som {format}, någon tabell har fler än {most} rader.",
        "en": "{package}: not written as {format}, a table has more than {most} rows.",
    },
    "automated_github": {
        "sv": "Checka in filerna. Välj GitHub Actions under Settings → Pages, eller sätt variabeln OPENDATA_PLACE.",
        "en": "Commit the files. Choose GitHub Actions under Settings → Pages, or set the variable OPENDATA_PLACE.",
    },
    "automated_gitlab": {
        "sv": "Checka in filen. Gör ett schema för jobbet look, och en token i variabeln OPENDATA_TOKEN.",
        "en": "Commit the file. Make a schedule for the job look, and a token in the variable OPENDATA_TOKEN.",
    },
    "automated_systemd": {
        "sv": "Lägg filerna i /etc/systemd/system, och kör: systemctl enable --now mlr-opendata.timer",
        "en": "Put the files into /etc/systemd/system, and run: systemctl enable --now mlr-opendata.timer",
    },
    "automated_cron": {"sv": "Kör: crontab automation/crontab", "en": "Run: crontab automation/crontab"},
    "compatible": {
        "sv": "Ja: kod skriven för {package} {old} läser {new}.",
        "en": "Yes: code written for {package} {old} reads {new}.",
    },
    "not_compatible": {
        "sv": "Nej: kod skriven för {package} {old} läser kanske inte {new}:",
        "en": "No: code written for {package} {old} may not read {new}:",
    },
    "harmless_changes": {"sv": "Stör ingen läsare:", "en": "Harms no reader:"},
    "error": {"sv": "Fel", "en": "Error"},
}


def say(key: str, language: str, **facts: object) -> str:
    """The sentence called `key` in a language ("sv" or "en"), with its facts filled in."""
    return PlainFormatter().format(RUN[key][language], **facts)


@dataclass(frozen=True)
class Talk:
    """How a run speaks to people: results, and talk beside them, in one language."""

    language: str
    result: Callable[[str], None]
    """Takes what the user asked for: stdout."""
    aside: Callable[[str], None]
    """Takes all else: stderr."""
    terminal: bool
    """Whether somebody watches: only then is progress shown."""
    show: Callable[[str], None] = lambda _text: None
    """Takes what goes on at the moment, which what comes next replaces; nothing replaces it by nothing."""

    def say(self, key: str, **facts: object) -> None:
        """Give a sentence as a result."""
        self.result(say(key, self.language, **facts))

    def aside_say(self, key: str, **facts: object) -> None:
        """Give a sentence beside the result."""
        self.aside(say(key, self.language, **facts))

    def passing(self, key: str, **facts: object) -> None:
        """Show a sentence until the next one."""
        self.show(say(key, self.language, **facts))

    def words(self, key: str, **facts: object) -> str:
        """A sentence, to be part of another."""
        return say(key, self.language, **facts)

    def fault(self, error: PipelineError) -> None:
        """Tell a fault, with the findings that are its reason where it has any."""
        self.aside(f"{say('error', self.language)}: {sentence(error, self.language)}")
        if findings := error.facts.get("findings"):
            self.aside(findings_text(cast("Sequence[Finding]", findings), self.language))
