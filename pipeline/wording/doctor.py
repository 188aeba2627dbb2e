"""What `doctor` says of each thing it looks into: how it is, and what to do."""

from pipeline.wording.plain import PlainFormatter

DOCTOR = {
    "well": {"sv": "bra", "en": "well"},
    "todo": {"sv": "gör", "en": "to do"},
    "ill": {"sv": "FEL", "en": "ILL"},
    "sum_well": {"sv": "Inget hindrar en körning.", "en": "Nothing stands in the way of a run."},
    "sum_ill": {"sv": "Fel som måste rättas: {count}.", "en": "Faults to mend: {count}."},
    # what each line is about
    "python": {"sv": "Python", "en": "Python"},
    "packages": {"sv": "paket", "en": "packages"},
    "rights": {"sv": "rättigheter", "en": "rights"},
    "clock": {"sv": "klocka", "en": "clock"},
    "disk": {"sv": "disk", "en": "disk"},
    "catalog": {"sv": "katalog", "en": "catalogue"},
    "target": {"sv": "mål", "en": "target"},
    "archive": {"sv": "arkiv", "en": "archive"},
    "look": {"sv": "senaste läsningen", "en": "last look"},
    "decisions": {"sv": "beslut", "en": "decisions"},
    "page": {"sv": "sidan", "en": "page"},
    # how it is, and what to do
    "python_well": {"sv": "{found}.", "en": "{found}."},
    "python_ill": {
        "sv": "{found} är för gammal; installera {wanted} eller nyare, ta bort .venv och kör make.",
        "en": "{found} is too old; install {wanted} or newer, remove .venv and run make.",
    },
    "packages_well": {"sv": "de {count} som behövs finns.", "en": "the {count} that it needs are there."},
    "packages_ill": {
        "sv": "saknas eller är för gamla: {missing}. Kör make, som installerar dem.",
        "en": "missing or too old: {missing}. Run make, which installs them.",
    },
    "packages_unknown": {
        "sv": "programmet är inte installerat som mlr-opendata; kör make så att det går att säga vilka som saknas.",
        "en": "the program is not installed as mlr-opendata; run make, so that it can be told which are missing.",
    },
    "rights_well": {
        "sv": "{target} kan skrivas, och alla kan läsa den.",
        "en": "{target} can be written, and all can read it.",
    },
    "rights_ill": {
        "sv": "{folder} kan inte skrivas; ge den som kör programmet rätt till det.",
        "en": "{folder} cannot be written; let whoever runs the program write there.",
    },
    "rights_published_ill": {
        "sv": "{count} publicerade filer har fel rättigheter, först {first}; kör `mlr-opendata verify --repair`.",
        "en": "{count} published files have wrong permissions, first {first}; run `mlr-opendata verify --repair`.",
    },
    "clock_well": {"sv": "{now}.", "en": "{now}."},
    "clock_set": {
        "sv": "SOURCE_DATE_EPOCH bestämmer tiden: {now}. Ta bort variabeln för en vanlig körning.",
        "en": "SOURCE_DATE_EPOCH decides the time: {now}. Unset it for an ordinary run.",
    },
    "clock_ill": {
        "sv": "den går efter: {now}, men det senaste publicerades {published}. Ställ klockan.",
        "en": "it is slow: {now}, but the newest was published at {published}. Set the clock.",
    },
    "disk_well": {"sv": "{free} GB lediga i {folder}.", "en": "{free} GB free in {folder}."},
    "disk_ill": {
        "sv": "bara {free} GB lediga i {folder}; skaffa plats ({least} GB), eller peka TMPDIR på en annan disk.",
        "en": "only {free} GB free in {folder}; make room ({least} GB), or point TMPDIR to another disk.",
    },
    "catalog_well": {"sv": "bekräftad: {publisher}, {url}.", "en": "confirmed: {publisher}, {url}."},
    "catalog_ill": {
        "sv": "utgivaren ({publisher}) och adressen ({url}) är förslag; kontrollera datapackage/catalog.yaml och sätt confirmed: true.",
        "en": "the publisher ({publisher}) and the address ({url}) are proposals; check datapackage/catalog.yaml and set confirmed: true.",
    },
    "target_empty": {
        "sv": "ingenting är publicerat i {target} än; kör `mlr-opendata publish`.",
        "en": "nothing is published in {target} yet; run `mlr-opendata publish`.",
    },
    "target_well": {
        "sv": "{versions} versioner, {files} filer, allt helt.",
        "en": "{versions} versions, {files} files, all whole.",
    },
    "target_mended_well": {
        "sv": "{count} avvikelser i {target}, först {first}; nästa `mlr-opendata publish` rättar dem.",
        "en": "{count} problems in {target}, first {first}; the next `mlr-opendata publish` mends them.",
    },
    "target_mended_ill": {
        "sv": "{count} avvikelser i {target}, först {first}; `mlr-opendata verify` visar alla. Återställ filerna ur en säkerhetskopia.",
        "en": "{count} problems in {target}, first {first}; `mlr-opendata verify` lists all. Restore the files from a backup.",
    },
    "archive_well": {
        "sv": "{source}: {count} kopior, den senaste sedd {day}.",
        "en": "{source}: {count} snapshots, the last seen on {day}.",
    },
    "archive_undated": {
        "sv": "{source}: {count} kopior, ingen med datum; kör `mlr-opendata fetch` så att det blir känt vad som gäller i dag.",
        "en": "{source}: {count} snapshots, none with a date; run `mlr-opendata fetch`, so that it is known what holds today.",
    },
    "archive_empty": {
        "sv": "{source}: ingen kopia; kör `mlr-opendata fetch`.",
        "en": "{source}: no snapshot; run `mlr-opendata fetch`.",
    },
    "look_well": {"sv": "{day}, {days} dagar sedan ({outcome}).", "en": "{day}, {days} days ago ({outcome})."},
    "look_old": {
        "sv": "{day}, {days} dagar sedan ({outcome}); kör `make update`.",
        "en": "{day}, {days} days ago ({outcome}); run `make update`.",
    },
    "look_ill": {
        "sv": "{day} ({outcome}): sidan gick inte att läsa eller godta; `mlr-opendata validate` säger varför.",
        "en": "{day} ({outcome}): the page could not be reached or accepted; `mlr-opendata validate` says why.",
    },
    "look_never": {
        "sv": "ingen har tittat på sidan än; kör `mlr-opendata fetch`.",
        "en": "nobody has looked at the page yet; run `mlr-opendata fetch`.",
    },
    "decisions_well": {"sv": "ingenting väntar på ett beslut.", "en": "nothing waits for a decision."},
    "decisions_todo": {
        "sv": "{count} frågor är öppna, ingen av dem stoppar; `mlr-opendata decide` ställer dem.",
        "en": "{count} questions are open, none of them stops a release; `mlr-opendata decide` asks them.",
    },
    "decisions_ill": {
        "sv": "{count} frågor stoppar nästa version, och {held} fel som inget beslut löser; `mlr-opendata decide` ställer frågorna.",
        "en": "{count} questions stop the next version, and {held} faults that no decision settles; `mlr-opendata decide` asks them.",
    },
    "page_well": {"sv": "{url} svarar, {bytes} byte.", "en": "{url} answers, {bytes} bytes."},
    "unlooked": {
        "sv": "går inte att se efter ({detail}); rätta först det som de andra raderna säger är fel.",
        "en": "cannot be looked into ({detail}); first mend what the other lines say is ill.",
    },
    "refused": {
        "sv": "systemet vägrar ({path}: {detail}); ge den som kör programmet rätt till det.",
        "en": "the system refuses ({path}: {detail}); let whoever runs the program do that.",
    },
}


def told(key: str, language: str, /, **facts: object) -> str:
    """The sentence called `key` in a language, with its facts filled in."""
    return PlainFormatter().format(DOCTOR[key][language], **facts)
