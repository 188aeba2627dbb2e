"""A sentence for each way a run can fail: what, where, and what to do. Templates over the error's facts."""

from collections.abc import Mapping
from typing import cast

from pipeline.errors import PipelineError, SettingsError, SourceError
from pipeline.model import Observation
from pipeline.redact import redact
from pipeline.wording.observations import sentence_of
from pipeline.wording.plain import PlainFormatter

_MEND = {"sv": "Rätta filen och kör igen.", "en": "Correct the file and run again."}

ERRORS: Mapping[str, Mapping[str, str]] = {
    "statement_backwards": {
        "sv": "{file}: {row} skulle gälla till en dag före den från vilken det gäller.",
        "en": "{file}: {row} would be valid to a day before the one it is valid from.",
    },
    "statement_names_erased": {
        "sv": "{file}: post {position} nämner någon som är raderad, eller vars namn liknar det. Ta bort posten.",
        "en": "{file}: entry {position} names somebody who was erased, or whose name resembles theirs. Remove the entry.",
    },
    "statement_no_day": {
        "sv": "{file}: post {position}: {value} är ingen dag; skriv den som 2026-11-23, utan citattecken.",
        "en": "{file}: entry {position}: {value} is no day; write it as 2026-11-23, without quotes.",
    },
    "statement_unclear": {
        "sv": "{file}: post {position} saknar rad, har ett fält som inte är ett namn, eller säger om samma fält som en tidigare post.",
        "en": "{file}: entry {position} names no row, has a field that is no name, or is about the same field as an earlier entry.",
    },
    "statement_unfit": {
        "sv": "{file}: post {position} har en kontaktuppgift, eller något som ett kalkylblad skulle räkna ut; det publiceras inte.",
        "en": "{file}: entry {position} has a contact detail, or what a spreadsheet would calculate; that is not published.",
    },
    "letter_several": {
        "sv": "Det blir flera brev, ett för varje källa; nämn ett paket.",
        "en": "There are several letters, one for each source; name a package.",
    },
    "letter_address": {
        "sv": "”{to}” är ingen e-postadress.",
        "en": "“{to}” is no e-mail address.",
    },
    "plan_and_options": {
        "sv": "--plan har redan svaret på {options}; gör en ny plan, eller ta bort det.",
        "en": "--plan has already said {options}; make a new plan, or leave that out.",
    },
    "plan_stale_page": {
        "sv": "Källorna säger något annat än när {file} gjordes; ingenting är publicerat. Gör en ny plan och granska den.",
        "en": "The sources say something else than when {file} was made; nothing was published. Make a new plan and review it.",
    },
    "plan_stale_program": {
        "sv": "{file} gjordes med en annan version av programmet; ingenting är publicerat. Gör en ny plan och granska den.",
        "en": "{file} was made with another version of the program; nothing was published. Make a new plan and review it.",
    },
    "plan_stale_published": {
        "sv": "Något annat är publicerat än när {file} gjordes; ingenting är publicerat nu. Gör en ny plan och granska den.",
        "en": "Something else is published than when {file} was made; nothing was published now. Make a new plan and review it.",
    },
    "plan_stale_settings": {
        "sv": "Inställningar, beslut eller scheman har ändrats sedan {file} gjordes; ingenting är publicerat. Gör en ny plan och granska den.",
        "en": "Settings, decisions or schemas have changed since {file} was made; nothing was published. Make a new plan and review it.",
    },
    "plan_without_folder": {
        "sv": "{file}: mappen finns inte; skapa den, eller spara planen någon annanstans.",
        "en": "{file}: there is no such folder; make it, or save the plan elsewhere.",
    },
    "plan_unreadable": {
        "sv": "{file} är ingen plan som `mlr-opendata plan --save` har sparat.",
        "en": "{file} is no plan that `mlr-opendata plan --save` saved.",
    },
    "answer_by_hand": {
        "sv": "{file}: filen är skriven så att inget kan läggas till säkert för {id}; skriv raderna som `plan` visar för hand.",
        "en": "{file}: the file is written so that nothing can be added safely for {id}; put the lines that `plan` shows there by hand.",
    },
    "answer_lacks": {
        "sv": "Svaret {answer} på {id} saknar {key}.",
        "en": "The answer {answer} to {id} lacks {key}.",
    },
    "answer_no_day": {
        "sv": "until för {id} är ingen dag: {value}. Skriv den som 2026-11-23.",
        "en": "until of {id} is no day: {value}. Write it as 2026-11-23.",
    },
    "answer_no_role": {
        "sv": "Svaret på {id}: ”{text}” är ingen känd titel. Kända: {known}. En ny titel läggs till i datapackage/reference/roles.csv.",
        "en": "The answer to {id}: “{text}” is no known title. Known: {known}. A new title is added to datapackage/reference/roles.csv.",
    },
    "answer_no_text": {
        "sv": "{file}: {key} för {id} ska vara en text, inte {value}.",
        "en": "{file}: {key} of {id} should be a text, not {value}.",
    },
    "answer_says_too_much": {
        "sv": "Svaret {answer} på {id} tar inget {key}.",
        "en": "The answer {answer} to {id} takes no {key}.",
    },
    "answer_settles_nothing": {
        "sv": "Svaret {answer} på {id} avgör inte frågan; inget är skrivet.",
        "en": "The answer {answer} to {id} does not settle the question; nothing was written.",
    },
    "answer_to_nothing": {
        "sv": "Ingen fråga heter {id}; `mlr-opendata decide` listar dem som är öppna.{suggestion} Inget är skrivet.",
        "en": "No question is called {id}; `mlr-opendata decide` lists those that are open.{suggestion} Nothing was written.",
    },
    "answer_unknown": {
        "sv": "{answer} är inget svar på {id}; svaren är {known}.{suggestion}",
        "en": "{answer} is no answer to {id}; the answers are {known}.{suggestion}",
    },
    "answers_no_json": {
        "sv": "{file} är inte JSON: {detail}.",
        "en": "{file} is no JSON: {detail}.",
    },
    "answers_shape": {
        "sv": "{file} ska ha en post per fråga: dess id, och därunder answer, reason och by.",
        "en": "{file} should have an entry a question: its id, and below it answer, reason and by.",
    },
    # the page is not fit to publish
    "not_fit": {
        "sv": "{package}: ingenting publicerat; {count} fel måste rättas på sidan eller avgöras (`mlr-opendata decide`) först.",
        "en": "{package}: nothing published; {count} errors must be mended on the page or decided on first (`mlr-opendata decide`).",
    },
    "breaks_schema": {
        "sv": "{package}: ingenting publicerat; {count} celler bryter mot tabellernas scheman, först: {first}",
        "en": "{package}: nothing published; {count} cells break the tables' schemas, first: {first}",
    },
    "constraint_unreadable": {
        "sv": "{file}: i fältet {field} är villkoret {value} inget värde av typen {type}; skriv det som cellerna i filen är skrivna.",
        "en": "{file}: in field {field} the constraint {value} is no value of type {type}; write it as the cells of the file are written.",
    },
    "breaks_as_published": {
        "sv": "{package}: ingenting publicerat; filerna följer sina scheman, men {count} celler bryter mot dem så som de skulle publiceras, där en tom cell är inget värde. Först i tabellen {first} Rätta cellen, eller säg i schemat vad som gäller.",
        "en": "{package}: nothing published; the files follow their schemas, but {count} cells break them as they would be published, where an empty cell is no value. First in table {first} Correct the cell, or let the schema say what holds.",
    },
    "breaks_table_schema": {
        "sv": "{package}: ingenting publicerat; {count} fel mot schemat (högst 1 000 räknas), först i {file}, där rubrikraden är rad 1: {first} Rätta filen; `mlr-opendata check` visar alla fel.",
        "en": "{package}: nothing published; {count} errors against the schema (at most 1,000 are counted), first in {file}, whose header is row 1: {first} Correct the file; `mlr-opendata check` shows all errors.",
    },
    "table_damaged": {
        "sv": "{package}: ingenting publicerat. {observed}",
        "en": "{package}: nothing published. {observed}",
    },
    "table_loses": {
        "sv": "{package}: ingenting publicerat, annars går rader eller celler förlorade ({count} iakttagelser). {observed} Är filen rätt ändå: skriv {code} under `accepted` för tabellen i datapackage.yaml.",
        "en": "{package}: nothing published, or rows or cells would be lost ({count} observations). {observed} If the file is right all the same: put {code} under the table's `accepted` in datapackage.yaml.",
    },
    "column_missing": {
        "sv": "{file} saknar kolumnen {field}; lägg till den, eller rätta schemat.",
        "en": "{file} lacks the column {field}; add it, or correct the schema.",
    },
    "integer_too_large": {
        "sv": "{file} har ett heltal som inte ryms i 64 bitar ({detail}); gör fältet till text i schemat.",
        "en": "{file} has an integer that does not fit into 64 bits ({detail}); make the field a string in the schema.",
    },
    "value_not_of_type": {
        "sv": "{file}, rad {row}, {field}: värdet går inte att ge schemats typ utan förlust ({detail}). " + _MEND["sv"],
        "en": "{file}, row {row}, {field}: the value cannot be given the type of the schema without loss ({detail}). "
        + _MEND["en"],
    },
    # settings, options and files of ours
    "deploy_file_elsewhere": {
        "sv": "{place} är ingen mapp på den här datorn; skriv file:///mapp.",
        "en": "{place} is no folder of this machine; write file:///folder.",
    },
    "deploy_into_itself": {
        "sv": "{place} och {target} ligger i varandra; välj en plats utanför.",
        "en": "{place} and {target} lie in each other; choose a place outside.",
    },
    "deploy_not_installed": {
        "sv": "För {place} behövs obstore (tillägget [deploy]); installera det: pip install obstore.",
        "en": "{place} needs obstore (the extra [deploy]); install it: pip install obstore.",
    },
    "deploy_password": {
        "sv": "Adressen ({scheme}://…) innehåller ett lösenord, en nyckel eller en fråga; ta bort det, och ange nycklarna i miljön.",
        "en": "The address ({scheme}://…) holds a password, a key or a query; remove it, and give the keys in the environment.",
    },
    "deploy_place_unusable": {
        "sv": "{place} är ingen plats att lägga filer på; skriv som s3://lager/mapp.",
        "en": "{place} is no place for files; write it as s3://bucket/folder.",
    },
    "deploy_scheme": {
        "sv": "Till {scheme}:// kan ingenting skickas; välj bland {known}, eller en mapp.",
        "en": "Nothing can be sent to {scheme}://; choose among {known}, or a folder.",
    },
    "alias_of_nothing": {
        "sv": "source.yaml kallar {name} för {alias}, men {name} är ingen kommun i datapackage/reference/municipalities.csv.",
        "en": "source.yaml calls {name} also {alias}, but {name} is no municipality in datapackage/reference/municipalities.csv.",
    },
    "archive_empty": {
        "sv": "Arkivet för {source} är tomt; kör `mlr-opendata fetch` först, eller ange --source.",
        "en": "The archive of {source} is empty; run `mlr-opendata fetch` first, or give --source.",
    },
    "bad_address": {
        "sv": "{value!r} är ingen webbadress; rätta den i datapackage/catalog.yaml.",
        "en": "{value!r} is no web address; correct it in datapackage/catalog.yaml.",
    },
    "bad_epoch": {
        "sv": "SOURCE_DATE_EPOCH är {value!r}; den ska vara sekunder sedan 1970 (åren 1980 till 2107), eller inte satt alls.",
        "en": "SOURCE_DATE_EPOCH is {value!r}; it should be seconds since 1970 (the years 1980 to 2107), or not set at all.",
    },
    "bad_organisation_number": {
        "sv": "{value!r} i datapackage/catalog.yaml är inget organisationsnummer; skriv det som 212000-1124.",
        "en": "{value!r} in datapackage/catalog.yaml is no organisation number; write it as 212000-1124.",
    },
    "bad_package_name": {
        "sv": "{name!r} kan inte vara namn på ett paket; små bokstäver, siffror och bindestreck går bra.",
        "en": "{name!r} cannot be the name of a package; use lower-case letters, digits and hyphens.",
    },
    "bad_pattern": {
        "sv": "{file}: mönstret {pattern!r} går inte att läsa ({detail}). " + _MEND["sv"],
        "en": "{file}: the pattern {pattern!r} cannot be read ({detail}). " + _MEND["en"],
    },
    "bad_private_key": {
        "sv": "{file} är ingen privat nyckel för signering; gör en med `mlr-opendata keygen`.",
        "en": "{file} is no private key for signing; make one with `mlr-opendata keygen`.",
    },
    "bad_public_key": {
        "sv": "{file} är ingen publik nyckel; be utgivaren om filen som slutar på .pub.",
        "en": "{file} is no public key; ask the publisher for the file that ends in .pub.",
    },
    "bad_version": {
        "sv": "{version!r} är ingen version; skriv den som 1.2.0.",
        "en": "{version!r} is no version; write it as 1.2.0.",
    },
    "base_url_not_absolute": {
        "sv": "{place}: {url!r} är ingen fullständig webbadress; skriv den som https://data.example.se/mlr/.",
        "en": "{place}: {url!r} is no complete web address; write it as https://data.example.se/mlr/.",
    },
    "cannot_listen": {
        "sv": "Det går inte att lyssna på {host}:{port} ({detail}); välj en annan --port.",
        "en": "Cannot listen at {host}:{port} ({detail}); choose another --port.",
    },
    "day_without_source": {
        "sv": "--observed-at {day} gäller för en sida bara tillsammans med --source: kopiorna i arkivet har sina egna dagar.",
        "en": "--observed-at {day} counts for a page only together with --source: archived copies have days of their own.",
    },
    "decision_names_nobody": {
        "sv": "decisions.yaml nämner {person_id}, men ingen person har det id:t; se tabellen persons.",
        "en": "decisions.yaml names {person_id}, but no person has that id; see the table persons.",
    },
    "decision_below_brackets": {
        "sv": "{file}: ta bort [] efter {key}: så läses raderna under det som en lista. " + _MEND["sv"],
        "en": "{file}: remove the [] after {key}: then the lines below it are read as a list. " + _MEND["en"],
    },
    "decision_unclear": {
        "sv": "{file}: beslutet om {name} ska ha antingen same_as eller different_from, och bara ett av dem. "
        + _MEND["sv"],
        "en": "{file}: the decision on {name} needs same_as or different_from: one of them, not both. " + _MEND["en"],
    },
    "every_version_withdrawn": {
        "sv": "Alla versioner av {package} är återkallade; kör `mlr-opendata publish {package}`, så görs en ny.",
        "en": "Every version of {package} is withdrawn; run `mlr-opendata publish {package}` to make a new one.",
    },
    "erase_elsewhere": {
        "sv": (
            "{package} är publicerat i {target}, men projektet {root} har inga inställningar för det. En radering behöver "
            "källans arkiv, regler och lista över raderade: kör den i projektet som publicerar paketet (--project)."
        ),
        "en": (
            "{package} is published in {target}, but the project {root} has no settings for it. An erasure needs the "
            "source's archive, its rules and its list of the erased: run it in the project that publishes it (--project)."
        ),
    },
    "erased_unreadable": {
        "sv": "{file} går inte att läsa ({detail}); hämta tillbaka den ur versionshanteringen.",
        "en": "{file} cannot be read ({detail}); restore it from version control.",
    },
    "erasure_key_inside": {
        "sv": "Nyckeln {file} får inte ligga i {folder}: då skulle den som läser hasharna kunna gissa namn; ange en annan --key.",
        "en": "The key {file} may not lie in {folder}: whoever reads the hashes could guess names; give another --key.",
    },
    "erasure_key_missing": {
        "sv": (
            "{list} nämner raderade personer, men nyckeln {file} saknas: ingenting läses, annars kunde de publiceras på "
            "nytt. Hämta tillbaka nyckeln, eller ange den med MLR_OPENDATA_ERASURE_KEY."
        ),
        "en": (
            "{list} names erased people, but the key {file} is missing: nothing is read, or they might be published "
            "again. Restore the key, or name it with MLR_OPENDATA_ERASURE_KEY."
        ),
    },
    "erasure_key_other": {
        "sv": "{file} är inte nyckeln som {list} gjordes med; ange den rätta med MLR_OPENDATA_ERASURE_KEY.",
        "en": "{file} is not the key that {list} was made with; name the right one with MLR_OPENDATA_ERASURE_KEY.",
    },
    "erasure_key_unreadable": {
        "sv": "{file} är ingen nyckel för radering; hämta tillbaka den från en säkerhetskopia.",
        "en": "{file} is no key of erasures; restore it from a backup.",
    },
    "erasure_names_person": {
        "sv": "Skälet nämner den som ska glömmas; skriv det utan namn.",
        "en": "The reason names the person who must be forgotten; say it without the name.",
    },
    "erasure_unfinished": {
        "sv": "En radering i {package} avbröts; kör `mlr-opendata erase {package} {person_id}` igen, så slutförs den.",
        "en": "An erasure in {package} was interrupted; run `mlr-opendata erase {package} {person_id}` again to complete it.",
    },
    "fact_without_value": {
        "sv": "{file}: uppgiften {fact} saknar värde: ange value, counted, eller ett pattern med (?P<value>…). "
        + _MEND["sv"],
        "en": "{file}: the fact {fact} has no value: give value, counted, or a pattern with (?P<value>…). "
        + _MEND["en"],
    },
    "engine_missing": {
        "sv": "{engine} behöver {missing}, som inte är installerat: pip install 'mlr-opendata[{extra}]'.",
        "en": "{engine} needs {missing}, which is not installed: pip install 'mlr-opendata[{extra}]'.",
    },
    "engine_unknown": {
        "sv": "--engine {engine} känns inte igen; skriv local eller dask://VÄRD:PORT.",
        "en": "--engine {engine} is not known; write local or dask://HOST:PORT.",
    },
    "engine_unreachable": {
        "sv": "{engine} svarar inte; kontrollera adressen, och att schemaläggaren är igång.",
        "en": "{engine} does not answer; check the address, and that the scheduler runs.",
    },
    "engine_unreadable": {
        "sv": "{place} går inte att läsa del för del på en motor: dialekten, kodningen eller en typ är ovanlig. Kontrollera den med --engine local.",
        "en": "{place} cannot be read part by part on an engine: its dialect, its encoding or a type is unusual. Check it with --engine local.",
    },
    "encoding_unnamed": {
        "sv": "{file}: teckenkodningen {value!r} är okänd; skriv till exempel utf-8, cp1252 eller mac-roman.",
        "en": "{file}: the encoding {value!r} is unknown; write for example utf-8, cp1252 or mac-roman.",
    },
    "field_twice": {
        "sv": "{file}: fältet {field} står två gånger. " + _MEND["sv"],
        "en": "{file}: the field {field} stands twice. " + _MEND["en"],
    },
    "file_missing": {
        "sv": "{file} saknas; hämta tillbaka den ur versionshanteringen eller skapa den.",
        "en": "{file} is missing; restore it from version control, or create it.",
    },
    "file_not_utf8": {
        "sv": "{file} är inte UTF-8; spara den som UTF-8 och kör igen.",
        "en": "{file} is not UTF-8; save it as UTF-8 and run again.",
    },
    "future_day": {
        "sv": "--observed-at {day} ligger i framtiden; ange den dag då sidan sågs.",
        "en": "--observed-at {day} lies in the future; give the day on which the page was seen.",
    },
    "key_not_written": {
        "sv": "Nyckeln {file} gick inte att skriva ({detail}); en nyckel som finns skrivs aldrig över.",
        "en": "The key {file} could not be written ({detail}); a key that exists is never overwritten.",
    },
    "keyword_unjudged": {
        "sv": "{place}: {keyword} kan inte prövas här; ta bort det, eller använd {instead}.",
        "en": "{place}: {keyword} cannot be judged here; remove it, or use {instead}.",
    },
    "keyword_wrong": {
        "sv": "{place}: {keyword} har ett värde som inte kan prövas; det ska passa {expected}.",
        "en": "{place}: {keyword} has a value that cannot be judged; it should fit {expected}.",
    },
    "keyword_not_harvestable": {
        "sv": "Nyckelordet {keyword!r} avvisas av portaler; använd minst två tecken och inte / & ( eller komma.",
        "en": "Portals reject the keyword {keyword!r}; use two characters or more, and no / & ( or comma.",
    },
    "licence_not_harvestable": {
        "sv": "{package}: licensen {name} har ingen adress som portaler känner; välj bland {known}.",
        "en": "{package}: the licence {name} has no address that portals know; choose among {known}.",
    },
    "looks_unreadable": {
        "sv": "{file} går inte att läsa ({detail}); hämta tillbaka den ur versionshanteringen.",
        "en": "{file} cannot be read ({detail}); restore it from version control.",
    },
    "missing_key": {
        "sv": "{file}: {key} saknas. Lägg till raden och kör igen.",
        "en": "{file}: {key} is missing. Add the line and run again.",
    },
    "move_and_base_url": {
        "sv": "Ange antingen --base-url eller --move-to.",
        "en": "Give either --base-url or --move-to.",
    },
    "no_project": {
        "sv": "{folder} hör inte till något projekt: mapparna datapackage/ och schemas/ saknas. Ange --project.",
        "en": "{folder} belongs to no project: the folders datapackage/ and schemas/ are missing. Give --project.",
    },
    "no_memory": {
        "sv": "Minnet, eller antalet trådar, räcker inte ({detail}); ge programmet mer (ulimit, cgroup) och kör igen.",
        "en": "There is not memory enough, or too few threads ({detail}); allow the program more (ulimit, cgroup) and run again.",
    },
    "no_room_on_disk": {
        "sv": "{folder} har inte plats för det som måste mellanlagras ({detail}); låt TMPDIR peka på en större disk.",
        "en": "{folder} has no room for what must be kept for a while ({detail}); let TMPDIR point to a larger disk.",
    },
    "no_web_address": {
        "sv": "{file}: {key}: {url!r} är ingen fullständig webbadress; skriv den som https://data.example.se/mlr/.",
        "en": "{file}: {key}: {url!r} is no complete web address; write it as https://data.example.se/mlr/.",
    },
    "no_such_person": {
        "sv": "Ingen person i {package} har id:t {person_id}; se tabellen persons.",
        "en": "No person in {package} has the id {person_id}; see the table persons.",
    },
    "nobody_called": {
        "sv": "Ingen person och ingen kommun i paketet heter {about!r}.{suggestion}",
        "en": "No person and no municipality of the package is called {about!r}.{suggestion}",
    },
    "several_called": {
        "sv": "{about!r} kan vara flera: {known}. Ange hela namnet eller id:t.",
        "en": "{about!r} may be several: {known}. Give the whole name or the id.",
    },
    "day_and_version": {
        "sv": "as_of och version ({version}) utesluter varandra; ange en av dem.",
        "en": "as_of and version ({version}) exclude each other; give one of them.",
    },
    "no_day": {
        "sv": "{value!r} är ingen dag; skriv den som 2026-11-23.",
        "en": "{value!r} is no day; write it as 2026-11-23.",
    },
    "no_version_of_day": {
        "sv": "Ingen version av {package} visar en dag på eller före {day}; ange en senare dag, eller en version.",
        "en": "No version of {package} shows a day on or before {day}; give a later day, or a version.",
    },
    "already_automated": {
        "sv": "{file} finns och säger något annat; flytta den, eller skriv över den med --overwrite.",
        "en": "{file} is there and says something else; move it, or write over it with --overwrite.",
    },
    "path_not_for_units": {
        "sv": "{path} har ett tecken som filerna inte kan hålla (blanksteg, citattecken, %, $); flytta projektet.",
        "en": "{path} has a character that the files cannot hold (a space, a quotation mark, %, $); move the project.",
    },
    "run_json_published": {
        "sv": "{file} ligger i målet {target}, där allt publiceras; ange en fil utanför det.",
        "en": "{file} lies in the target {target}, where everything is published; give a file outside of it.",
    },
    "not_written": {
        "sv": "{file} kan inte skrivas ({detail}); ange en annan fil.",
        "en": "{file} cannot be written ({detail}); give another file.",
    },
    "not_of_people": {
        "sv": "{package} har ingen tabell över personers ändringar; `mlr-opendata history {package}` berättar version för version.",
        "en": "{package} has no table of the changes of people; `mlr-opendata history {package}` tells version by version.",
    },
    "no_such_row": {
        "sv": "Tabellen {table} har ingen rad med nyckeln {key!r} ({fields}).",
        "en": "The table {table} has no row with the key {key!r} ({fields}).",
    },
    "no_such_table": {
        "sv": "{package} har ingen tabell {table}; välj bland {known}.",
        "en": "{package} has no table {table}; choose among {known}.",
    },
    "no_such_version": {
        "sv": "{package} {version} finns inte i målet; där finns {known}.",
        "en": "{package} {version} is not in the target, which has {known}.",
    },
    "not_a_list": {
        "sv": "{file}: här väntades en lista med rader som börjar med bindestreck. " + _MEND["sv"],
        "en": "{file}: a list of lines that begin with a hyphen was expected here. " + _MEND["en"],
    },
    "not_a_mapping": {
        "sv": "{file}: här väntades rader av formen nyckel: värde. " + _MEND["sv"],
        "en": "{file}: lines of the form key: value were expected here. " + _MEND["en"],
    },
    "not_a_text": {
        "sv": "{file}: {value!r} lästes inte som text, ofta för ett kolons skull; sätt hela texten inom citattecken.",
        "en": "{file}: {value!r} was not read as text, often because of a colon; put the whole text in quotation marks.",
    },
    "not_from_the_page": {
        "sv": "Tabellen {table} läses inte rad för rad ur sidan; den kommer ur referenslistorna.",
        "en": "The table {table} is not read from the page line by line; it comes from the reference lists.",
    },
    "not_true_or_false": {
        "sv": "{file}: {key} kan inte vara {value!r}; skriv true (ja) eller false (nej).",
        "en": "{file}: {key} cannot be {value!r}; write true or false.",
    },
    "opening_without_slot": {
        "sv": "{file}: opening saknar {{municipalities}}, platsen för kommunernas namn. " + _MEND["sv"],
        "en": "{file}: opening lacks {{municipalities}}, the place of the municipalities' names. " + _MEND["en"],
    },
    "pattern_unreadable": {
        "sv": "Mönstret {pattern} i schemat går inte att läsa ({detail}); rätta det och kör igen.",
        "en": "The pattern {pattern} in the schema cannot be read ({detail}); correct it and run again.",
    },
    "unpacked_too_large": {
        "sv": "{file} blir mer än {limit} byte uppackad, och är själv {bytes}: det kan vara en bomb. Är den rätt: ange --max-size, eller packa upp den först.",
        "en": "{file} unpacks to more than {limit} bytes, and has {bytes} itself: it may be a bomb. If it is right, give --max-size, or unpack it first.",
    },
    "too_large": {
        "sv": "{place} är större än {limit} byte; så stor är ingen beskrivning av tabeller. Dela upp den.",
        "en": "{place} is larger than {limit} bytes; no description of tables is. Divide it.",
    },
    "too_many_columns": {
        "sv": "{place} har fler än {limit} kolumner; det är ingen tabell som kan kontrolleras. Dela upp den.",
        "en": "{place} has more than {limit} columns; that is no table that can be checked. Divide it.",
    },
    "too_many_files": {
        "sv": "{place} har fler än {limit} filer; så många kontrolleras inte på en gång. Dela upp dem.",
        "en": "{place} has more than {limit} files; so many are not checked at once. Divide them.",
    },
    "input_too_large": {
        "sv": "Standard in har fler än {limit} byte, så många som får läggas i TMPDIR; spara den som en fil och kontrollera den, eller ange --max-size.",
        "en": "Standard input has more than {limit} bytes, as many as may be put into TMPDIR; save it as a file and check that, or give --max-size.",
    },
    "path_elsewhere": {
        "sv": "{file} hänvisar till {path}, som ligger utanför dess mapp; --allow-remote tillåter det.",
        "en": "{file} refers to {path}, which lies outside of its folder; --allow-remote allows that.",
    },
    "part_damaged": {
        "sv": "Delen {place} går inte att läsa ({found}); hämta eller skriv den på nytt.",
        "en": "The part {place} cannot be read ({found}); fetch it or write it anew.",
    },
    "part_missing": {
        "sv": "Delen {place} finns inte; rätta listan, eller lägg dit filen.",
        "en": "The part {place} is not there; correct the list, or put the file there.",
    },
    "part_no_header": {
        "sv": "Delen {place} har ingen rubrikrad; varje del ska ha samma rubrikrad som {first}. Lägg till den, eller ta bort filen.",
        "en": "The part {place} has no header; each part must have the header of {first}. Add it, or take the file away.",
    },
    "part_no_line_feed": {
        "sv": "Delen {place} slutar utan radslut, så att dess sista rad skulle bli en med nästa dels första. Avsluta den med ett radslut.",
        "en": "The part {place} ends without a line feed, so that its last row would be one with the first of the next part. End it with a line feed.",
    },
    "part_of_another_kind": {
        "sv": "{place} är en fil av annat slag än {first}, men alla delar av en tabell ska vara av samma slag. Flytta filen, eller nämn delarna med ett mönster som 'delar/*.csv'.",
        "en": "{place} is a file of another kind than {first}, but all parts of a table must be of one kind. Move the file, or name the parts by a pattern as 'parts/*.csv'.",
    },
    "part_open_quote": {
        "sv": "Delen {place} slutar inne i en cell med citattecken, så att nästa del skulle bli dess fortsättning. Avsluta cellen med ett citattecken.",
        "en": "The part {place} ends within a quoted cell, which the next part would continue. Close the cell with a quote.",
    },
    "part_other_columns": {
        "sv": "Delen {place} har kolumnerna {found}, men {first} har {expected}. Skriv om den med samma kolumner i samma ordning.",
        "en": "The part {place} has the columns {found}, but {first} has {expected}. Write it anew with the same columns in the same order.",
    },
    "part_other_header": {
        "sv": "Delen {place} har rubrikraden {found}, men {first} har {expected}. Ge alla delar samma rubrikrad.",
        "en": "The part {place} has the header {found}, but {first} has {expected}. Give all parts the same header.",
    },
    "part_other_type": {
        "sv": "Delen {place}: kolumnen {field} är av typen {found}, men i {first} är den {expected}. Skriv om den med samma typ.",
        "en": "The part {place}: the column {field} is of type {found}, but in {first} it is {expected}. Write it anew with the same type.",
    },
    "parts_none": {
        "sv": "{place} står inte för någon fil; rätta mappen eller mönstret.",
        "en": "{place} stands for no file; correct the folder or the pattern.",
    },
    "store_password": {
        "sv": "Adressen {place} får inte innehålla nycklar; ange dem i omgivningen, som AWS_ACCESS_KEY_ID.",
        "en": "The address {place} must not hold keys; give them in the surroundings, as AWS_ACCESS_KEY_ID.",
    },
    "store_unknown": {
        "sv": "Adresser som börjar med {scheme}:// läses inte; kända är {known}.",
        "en": "Addresses that begin with {scheme}:// are not read; known are {known}.",
    },
    "pattern_too_slow": {
        "sv": "Mönstret {pattern} hade inte prövat en cell färdigt efter {seconds} sekunder; skriv det enklare, utan upprepningar i varandra.",
        "en": "The pattern {pattern} was not done with a cell after {seconds} seconds; write it simpler, without repeats within repeats.",
    },
    "package_name_differs": {
        "sv": "{file}: name är {name}, men mappen heter {folder}; de måste vara lika.",
        "en": "{file}: name is {name}, but the folder is called {folder}; they must be the same.",
    },
    "reference_column_missing": {
        "sv": "{file}: kolumnen {column} saknas; det ska stå komma mellan kolumnerna. " + _MEND["sv"],
        "en": "{file}: the column {column} is missing; columns are separated by commas. " + _MEND["en"],
    },
    "reference_row_missing": {
        "sv": "{file}: raden med {column} {value} saknas; hämta tillbaka den ur versionshanteringen.",
        "en": "{file}: the row with {column} {value} is missing; restore it from version control.",
    },
    "reference_row_uneven": {
        "sv": (
            "{file}: antalet kolumner är {found}, rubrikraden har {expected}. Sätt komma mellan kolumnerna, "
            "också mellan tomma, och citattecken runt text som har komma i sig."
        ),
        "en": (
            "{file}: the number of columns is {found}, the header has {expected}. Put a comma between "
            "columns, empty ones too, and quotation marks around text that has a comma."
        ),
    },
    "reference_unreadable": {
        "sv": "{file} går inte att läsa som CSV i UTF-8 ({detail}). " + _MEND["sv"],
        "en": "{file} cannot be read as CSV in UTF-8 ({detail}). " + _MEND["en"],
    },
    "reason_blank": {
        "sv": "--reason är tomt; skriv varför, så att läsarna får veta det.",
        "en": "--reason is blank; say why, so that readers learn it.",
    },
    "reason_unwritten": {
        "sv": "{file}: posten saknar skäl; skriv efter reason varför det är rätt, och kör igen.",
        "en": "{file}: the entry has no reason; write after reason why it is right, and run again.",
    },
    "schema_unreadable": {
        "sv": "{file} är inget schema som går att använda ({detail}). " + _MEND["sv"],
        "en": "{file} is no schema that can be used ({detail}). " + _MEND["en"],
    },
    "schema_does_not_fit": {
        "sv": "Schemat för {table} stämmer inte med vad som läses ({detail}); rätta schemat i schemas/.",
        "en": "The schema of {table} does not fit what is read ({detail}); correct the schema in schemas/.",
    },
    "schema_outside": {
        "sv": "{file}: schemat {schema} ligger utanför projektet; lägg det under schemas/.",
        "en": "{file}: the schema {schema} lies outside the project; put it below schemas/.",
    },
    "sidecar_unreadable": {
        "sv": "{file} går inte att läsa ({detail}); hämta tillbaka den ur versionshanteringen.",
        "en": "{file} cannot be read ({detail}); restore it from version control.",
    },
    "snapshot_altered": {
        "sv": "{file} är inte som den arkiverades (sha256 {found}, väntat {expected}); hämta tillbaka den ur versionshanteringen.",
        "en": "{file} is not as it was archived (sha256 {found}, expected {expected}); restore it from version control.",
    },
    "snapshot_missing": {
        "sv": "{file} saknas fast dess beskrivning finns; hämta tillbaka den ur versionshanteringen.",
        "en": "{file} is missing although its description is there; restore it from version control.",
    },
    "target_in_project": {
        "sv": "{target} är projektets egen mapp; välj en mapp bara för det som publiceras, till exempel --target public.",
        "en": "{target} is a folder of the project itself; choose one for what is published, such as --target public.",
    },
    "target_missing": {
        "sv": "Mappen {target} finns inte; kör `mlr-opendata publish` först, eller ange --target.",
        "en": "There is no folder {target}; run `mlr-opendata publish` first, or give --target.",
    },
    "text_too_long_for_excel": {
        "sv": "Bladet {sheet}: en text är längre än Excel tål (32 767 tecken); ta bort xlsx ur --formats.",
        "en": "Sheet {sheet}: a text is longer than Excel bears (32,767 characters); leave xlsx out of --formats.",
    },
    "table_not_built": {
        "sv": "{package}: ingen tabell {table} läses ur källan; välj bland {known}.",
        "en": "{package}: no table {table} is read from the source; choose among {known}.",
    },
    "no_header": {
        "sv": "{file} har ingen rubrikrad, så dess fält har inga namn; skriv fältens namn på första raden.",
        "en": "{file} has no header, so its fields have no names; write the names of the fields on the first line.",
    },
    "table_unopened": {
        "sv": "{file} går inte att läsa som en tabell ({detail}); hämta filen på nytt, eller spara den som CSV.",
        "en": "{file} cannot be read as a table ({detail}); get the file once more, or save it as CSV.",
    },
    "no_tables": {
        "sv": "{place} innehåller inga tabeller; de känns igen på sina namn ({endings}).",
        "en": "{place} holds no tables; they are known by their names ({endings}).",
    },
    "several_tables": {
        "sv": "Ett Table Schema gäller en tabell; ange en, eller --package för ett paket av alla.",
        "en": "A Table Schema is of one table; name one, or give --package for a package of all.",
    },
    "no_table": {
        "sv": "{file} läses inte som en tabell, efter sitt namn att döma; ge den ett namn på .csv, .tsv, .xlsx, .ods, .parquet eller .jsonl (packad: .csv.gz eller .csv.zip).",
        "en": "{file} is not read as a table, going by its name; let the name end in .csv, .tsv, .xlsx, .ods, .parquet or .jsonl (packed: .csv.gz or .csv.zip).",
    },
    "table_unreadable": {
        "sv": "{file} går inte att packa upp ({detail}); hämta eller packa filen en gång till.",
        "en": "{file} cannot be unpacked ({detail}); get or pack the file once more.",
    },
    "table_unnamed": {
        "sv": "{file}: {key} är {value!r} men ska heta som sitt schema, {expected}.",
        "en": "{file}: {key} is {value!r} but should have the name of its schema, {expected}.",
    },
    "unknown_key": {
        "sv": "{file}: {key!r} är okänt.{suggestion} Kända: {known}.",
        "en": "{file}: {key!r} is unknown.{suggestion} Known: {known}.",
    },
    "unknown_kind": {
        "sv": "{package}: det finns inget sätt att bygga paket av slaget {kind!r}.{suggestion} Kända: {known}.",
        "en": "{package}: there is no way to build packages of the kind {kind!r}.{suggestion} Known: {known}.",
    },
    "unknown_package": {
        "sv": "Det finns inget paket {name!r}.{suggestion} Kända: {known}.",
        "en": "There is no package {name!r}.{suggestion} Known: {known}.",
    },
    "unknown_place": {
        "sv": (
            "{file}: {key} kan inte vara {value!r}.{suggestion} Skriv en kommun- eller länskod inom citattecken "
            '("1280", "12"), en adress hos GeoNames (https://sws.geonames.org/2692965/) eller en ur EU:s listor '
            "(http://publications.europa.eu/resource/authority/country/SWE)."
        ),
        "en": (
            "{file}: {key} cannot be {value!r}.{suggestion} Write the code of a municipality or county within quotation "
            'marks ("1280", "12"), an address of GeoNames (https://sws.geonames.org/2692965/), or one of the EU\'s lists '
            "(http://publications.europa.eu/resource/authority/country/SWE)."
        ),
    },
    "unknown_value": {
        "sv": "{file}: {key} kan inte vara {value!r}.{suggestion} Kända: {known}.",
        "en": "{file}: {key} cannot be {value!r}.{suggestion} Known: {known}.",
    },
    "withdrawn_already": {
        "sv": "{package} {version} är redan återkallad.",
        "en": "{package} {version} is withdrawn already.",
    },
    "wrong_type": {
        "sv": "{file}: {key} kan inte vara {value!r}; se hur de andra raderna är skrivna.",
        "en": "{file}: {key} cannot be {value!r}; see how the other lines are written.",
    },
    "yaml_unreadable": {
        "sv": "{file}: går inte att läsa som YAML ({detail}). " + _MEND["sv"],
        "en": "{file}: cannot be read as YAML ({detail}). " + _MEND["en"],
    },
    # pipeline.load
    "not_as_published": {
        "sv": "{path} är inte som den publicerades ({detail}); hämta om, eller säg till utgivaren.",
        "en": "{path} is not as it was published ({detail}); load it again, or tell the publisher.",
    },
    "not_at_base": {
        "sv": "{package} {version} finns inte på {base}; kontrollera namnen och base.",
        "en": "{package} {version} is not at {base}; check the names and base.",
    },
    "no_version_stands": {
        "sv": "Alla versioner av {package} på {base} är återkallade; {package}/versions.json säger varför.",
        "en": "Every version of {package} at {base} is withdrawn; {package}/versions.json says why.",
    },
    "not_in_parquet": {
        "sv": "{package} {version} publicerades utan Parquet; läs data/{table}.csv i stället.",
        "en": "{package} {version} was published without Parquet; read data/{table}.csv instead.",
    },
    "version_withdrawn": {
        "sv": "{package} {version} är återkallad; {tombstone} säger varför och vad som ersätter den.",
        "en": "{package} {version} is withdrawn; {tombstone} says why, and what replaces it.",
    },
    # the source
    "address_link_local": {
        "sv": "{url} leder till {address}, där datorer får veta sina hemligheter; dit går ingenting härifrån. Rätta adressen.",
        "en": "{url} leads to {address}, where machines are told their secrets; nothing is asked there. Correct the address.",
    },
    "address_private": {
        "sv": "{url} leder till en privat adress ({address}) och hämtas inte; --allow-private tillåter det.",
        "en": "{url} leads to a private address ({address}) and is not fetched; --allow-private allows it.",
    },
    "not_this_page": {
        "sv": "Det här är inte sidan ”{title}”: varken inledningen eller rubrikerna känns igen. Den börjar: {found}",
        "en": 'This is not the page "{title}": neither its opening nor its headings are there. It begins: {found}',
    },
    "page_too_long": {
        "sv": "Sidan har {characters} tecken; mer än {limit} läses inte. Kontrollera att det är rätt sida.",
        "en": "The page has {characters} characters; more than {limit} are not read. Check that it is the right page.",
    },
    "redirect_insecure": {
        "sv": "{came_from} skickar vidare till den okrypterade adressen {url}; ange den rätta adressen i source.yaml.",
        "en": "{came_from} leads on to the unencrypted {url}; put the right address into source.yaml.",
    },
    "source_bases": {
        "sv": "Sidan säger {count} olika saker om vad dess länkar utgår från (base); be dess ägare rätta den.",
        "en": "The page says {count} different things about what its links start from (base); ask its owner to mend it.",
    },
    "source_binary": {
        "sv": "Källan är ingen webbsida och ingen text ({kind}); ange en HTML- eller textfil.",
        "en": "The source is no web page and no text ({kind}); give an HTML or text file.",
    },
    "source_broken_off": {
        "sv": "{url} bröt av mitt i svaret; försök igen senare.",
        "en": "{url} broke off in the middle of its answer; try again later.",
    },
    "part_unreached": {
        "sv": "{place} gick inte att läsa ({detail}); kontrollera adressen, och att omgivningen har behörighet.",
        "en": "{place} could not be read ({detail}); check the address, and that the surroundings give access.",
    },
    "source_changed": {
        "sv": "{file} ändrades medan den lästes; kör igen när den är klar.",
        "en": "{file} was changed while it was read; run again when it is complete.",
    },
    "source_content_coding": {
        "sv": "{url} svarar packat som {found}, vilket inte läses; be sidans ägare att packa med gzip eller inte alls.",
        "en": "{url} answers packed as {found}, which is not read; ask the page's owner to use gzip or no packing.",
    },
    "source_content_type": {
        "sv": "{url} svarar med {found} i stället för en webbsida ({expected}); rätta adressen.",
        "en": "{url} answers with {found} instead of a web page ({expected}); correct the address.",
    },
    "source_damaged": {
        "sv": "Källan är UTF-8 men skadad: rad {line}, byte {offset} ({found}) är inget tecken. Hämta sidan på nytt, eller be dess ägare rätta den.",
        "en": "The source is UTF-8, but damaged: line {line}, byte {offset} ({found}) is no character. Fetch the page again, or ask its owner to mend it.",
    },
    "source_empty": {
        "sv": "Källan är tom; kontrollera filen eller adressen.",
        "en": "The source is empty; check the file or the address.",
    },
    "source_encoding": {
        "sv": "Källans teckenkodning ({declared}) går inte att läsa utan att bokstäver blir fel; spara den som UTF-8.",
        "en": "The source's encoding ({declared}) cannot be read without garbling letters; save it as UTF-8.",
    },
    "source_file_missing": {
        "sv": "{file} finns inte eller är ingen fil; kontrollera --source.",
        "en": "{file} does not exist or is no file; check --source.",
    },
    "source_file_unreadable": {
        "sv": "{file} går inte att läsa ({detail}); kontrollera behörigheten.",
        "en": "{file} cannot be read ({detail}); check its permissions.",
    },
    "source_forbidden": {
        "sv": "{url} släpper inte in oss (HTTP {status}); be sidans ägare om lov.",
        "en": "{url} does not let us in (HTTP {status}); ask the page's owner.",
    },
    "source_gone": {
        "sv": "{url} finns inte längre (HTTP {status}); sök upp sidans nya adress och ange den i source.yaml.",
        "en": "{url} is gone (HTTP {status}); find the page's new address and put it into source.yaml.",
    },
    "source_host_unknown": {
        "sv": "Värdnamnet i {url} hittas inte ({detail}); kontrollera nätet och adressen.",
        "en": "The host of {url} is not found ({detail}); check the network and the address.",
    },
    "source_is_for_pages": {
        "sv": "{package} läses ur sina filer, inte ur {source}; ange vilka paket --source gäller.",
        "en": "{package} is read from its files, not from {source}; name the packages that --source is for.",
    },
    "source_line_too_long": {
        "sv": "Rad {line} har {characters} tecken; en sådan rad är inte sidans text. Kontrollera källan.",
        "en": "Line {line} has {characters} characters; such a line is not the page's text. Check the source.",
    },
    "source_mojibake": {
        "sv": "Rad {line} har förstörda bokstäver ({found}); spara sidan om som UTF-8 eller be dess ägare rätta den.",
        "en": "Line {line} has garbled letters ({found}); save the page as UTF-8 again, or ask its owner to mend it.",
    },
    "source_redirects": {
        "sv": "{url} skickar vidare fler än {limit} gånger; rätta adressen i source.yaml.",
        "en": "{url} leads on more than {limit} times; correct the address in source.yaml.",
    },
    "source_status": {
        "sv": "{url} svarar HTTP {status} i stället för sidan; kontrollera adressen.",
        "en": "{url} answers HTTP {status} instead of the page; check the address.",
    },
    "source_timeout": {
        "sv": "{url} svarar inte i tid; försök igen senare.",
        "en": "{url} does not answer in time; try again later.",
    },
    "source_tls": {
        "sv": "{url} har inget giltigt certifikat ({detail}); be sidans ägare rätta det.",
        "en": "{url} has no valid certificate ({detail}); ask the page's owner to mend it.",
    },
    "source_too_large": {
        "sv": "Källan är {bytes} byte; mer än {limit} läses inte. Kontrollera att det är rätt sida.",
        "en": "The source is {bytes} bytes; more than {limit} are not read. Check that it is the right page.",
    },
    "source_too_many_elements": {
        "sv": "Källan har mer än {limit} taggar och textstycken; det är inte den här sidan. Kontrollera källan.",
        "en": "The source has more than {limit} tags and pieces of text; it is not this page. Check the source.",
    },
    "source_too_many_lines": {
        "sv": "Källan har fler än {limit} rader; det är inte den här sidan.",
        "en": "The source has more than {limit} lines; it is not this page.",
    },
    "source_too_slow": {
        "sv": "{url} är för långsam; försök igen senare.",
        "en": "{url} is too slow; try again later.",
    },
    "source_unavailable": {
        "sv": "{url} är inte tillgänglig just nu (HTTP {status}); försök igen senare.",
        "en": "{url} is not available right now (HTTP {status}); try again later.",
    },
    "source_unreachable": {
        "sv": "{url} går inte att nå ({detail}); kontrollera nätet och försök igen.",
        "en": "{url} cannot be reached ({detail}); check the network and try again.",
    },
    "table_format_unknown": {
        "sv": "{file} går inte att läsa som tabell; filnamnet ska sluta på något av {known}.",
        "en": "{file} cannot be read as a table; the file's name should end in one of {known}.",
    },
    "url_scheme": {
        "sv": "{url} börjar med {scheme}; bara http och https hämtas.",
        "en": "{url} begins with {scheme}; only http and https are fetched.",
    },
    "url_unusable": {
        "sv": "{url} är ingen användbar webbadress.",
        "en": "{url} is no usable web address.",
    },
    "url_with_contact": {
        "sv": "Adressen till {host} innehåller något som liknar en kontaktuppgift eller ett personnummer, och den publiceras som källa; ange en annan.",
        "en": "The address of {host} holds what looks like a contact detail or an identity number, and it is published as the source; give another.",
    },
    "url_with_password": {
        "sv": "Adressen till {host} innehåller ett lösenord; ta bort det.",
        "en": "The address of {host} holds a password; remove it.",
    },
    # the target
    "address_differs": {
        "sv": (
            "{target} är publicerad på {address}, men {place} säger {asked}: då skulle varje portal ta bort det den har "
            "hämtat. Ska målet ligga kvar: --base-url {address}. Ska det flytta: --move-to {asked}."
        ),
        "en": (
            "{target} is published at {address}, but {place} says {asked}: every portal would delete what it harvested. "
            "To leave it where it is: --base-url {address}. To move it: --move-to {asked}."
        ),
    },
    "archive_not_writable": {
        "sv": "Arkivet {folder} går inte att skriva ({detail}); rätta behörigheten eller frigör plats.",
        "en": "The archive {folder} cannot be written ({detail}); mend its permissions or free some space.",
    },
    "index_unreadable": {
        "sv": "{path} är inte som den publicerades ({detail}); återställ målet från en säkerhetskopia.",
        "en": "{path} is not as it was published ({detail}); restore the target from a backup.",
    },
    "journal_unreadable": {
        "sv": "{path} är skadad; ta bort mappen den ligger i och kör igen.",
        "en": "{path} is damaged; remove the folder it lies in and run again.",
    },
    "list_unreadable": {
        "sv": (
            "{path} är skadad; återställ filen från en säkerhetskopia, eller ta bort den och sidorna den listar, "
            "och kör igen."
        ),
        "en": "{path} is damaged; restore it from a backup, or remove it and the pages it lists, and run again.",
    },
    "repair_over_http": {
        "sv": "{target} är ingen mapp; kör verify --repair där mappen ligger.",
        "en": "{target} is no folder; run verify --repair where the folder lies.",
    },
    "os_error": {
        "sv": "{path} går inte att läsa eller skriva ({detail}); rätta det och kör igen.",
        "en": "{path} cannot be read or written ({detail}); mend that and run again.",
    },
    "program_fault": {
        "sv": "Felet ({kind}) ligger i programmet, inte hos dig. Det skrevs till {details}; skicka den filen till dem som gör programmet.",
        "en": "The fault ({kind}) is in the program, not yours. It was written to {details}; send that file to those who make the program.",
    },
    "program_fault_untold": {
        "sv": "Felet ({kind}) ligger i programmet, inte hos dig. TMPDIR har inte plats för en beskrivning; ge det plats och kör igen.",
        "en": "The fault ({kind}) is in the program, not yours. TMPDIR has no room for a description; make some and run again.",
    },
    "system_refuses": {
        "sv": "Systemet vägrar ({detail}); rätta det och kör igen.",
        "en": "The system refuses ({detail}); mend that and run again.",
    },
    "no_target": {
        "sv": "Mappen {target} finns inte; kör `mlr-opendata publish` först, eller ange --target.",
        "en": "There is no folder {target}; run `mlr-opendata publish` first, or give --target.",
    },
    "not_a_page": {
        "sv": "{path} kan inte vara en sida i målet; felet ligger i programmet.",
        "en": "{path} cannot be a page of the target; the fault is in the program.",
    },
    "not_ours": {
        "sv": "{path} ligger i vägen och är inte gjord av oss; flytta den och kör igen.",
        "en": "{path} is in the way and was not made by us; move it and run again.",
    },
    "not_publishable": {
        "sv": "{path} är ingen vanlig fil och kan inte publiceras.",
        "en": "{path} is no regular file and cannot be published.",
    },
    "nothing_published": {
        "sv": "I {target} finns inget publicerat; kör `mlr-opendata publish` först, eller ange --target.",
        "en": "Nothing is published in {target}; run `mlr-opendata publish` first, or give --target.",
    },
    "package_of_another": {
        "sv": (
            "{package} i {target} är ett annat projekts ({title}; {publisher}, {number}), och det här skulle fortsätta "
            "dess versioner. Ge paketet ett annat namn. Är det samma paket, under ny utgivare eller titel eller av nytt "
            "slag: --take-over {package}."
        ),
        "en": (
            "{package} in {target} is another project's ({title}; {publisher}, {number}), and this one would go on with "
            "its versions. Give the package another name. If it is the same one, under a new publisher or title or of a "
            "new kind: --take-over {package}."
        ),
    },
    "publish_interrupted": {
        "sv": "Publiceringen i {target} avbröts ({detail}); rätta felet och kör igen, så slutförs den.",
        "en": "Publishing into {target} was interrupted ({detail}); mend the fault and run again to complete it.",
    },
    "staged_file_differs": {
        "sv": "{path} ändrades medan den skrevs (väntat sha256 {expected}); kontrollera disken och kör igen.",
        "en": "{path} changed while it was written (expected sha256 {expected}); check the disk and run again.",
    },
    "deploy_changed": {
        "sv": "{path} i {place} ändrades av någon annan under driftsättningen; se efter vem, och kör igen.",
        "en": "{path} in {place} was changed by somebody else during the deployment; see who, and run again.",
    },
    "deploy_folder_refuses": {
        "sv": "{path} i {place} går inte att skriva ({detail}); rätta det och kör igen: det som kommit fram skickas inte en gång till.",
        "en": "{path} in {place} cannot be written ({detail}); mend that and run again: what has arrived is not sent once more.",
    },
    "deploy_in_the_way": {
        "sv": "I {place} har någon annan lagt {path}, där något av vårt ska ligga ({count} sådana filer); flytta undan dem, eller välj en annan plats.",
        "en": "In {place} somebody else put {path}, where something of ours has to go ({count} such files); move them away, or choose another place.",
    },
    "deploy_index_unreadable": {
        "sv": "{path} i {place} går inte att läsa; ta bort den där om det som ligger där ska ersättas, och kör igen.",
        "en": "{path} in {place} cannot be read; remove it there if what lies there shall be replaced, and run again.",
    },
    "deploy_not_whole": {
        "sv": "Ingenting skickat: {target} är inte helt ({count} avvikelser, först {path}). `mlr-opendata verify` visar alla; `mlr-opendata publish` eller `verify --repair` lagar det en körning lämnat.",
        "en": "Nothing sent: {target} is not whole ({count} problems, first {path}). `mlr-opendata verify` shows all; `mlr-opendata publish` or `verify --repair` mends what a run left.",
    },
    "deploy_older": {
        "sv": "Ingenting skickat: {place} har {package} {version}, eller något som gjorts med den, som målet inte känner till; det skulle gå förlorat, och det återkallade komma tillbaka. Skicka från det nyaste målet; ska det här ersätta det: ta bort {path} där först.",
        "en": "Nothing sent: {place} has {package} {version}, or something done to it, that the target does not know; it would be lost, and what was withdrawn would come back. Send from the newest target; if this one shall replace it, remove {path} there first.",
    },
    "deploy_other_package": {
        "sv": "Ingenting skickat: i {place} ligger paketet {package}, som målet inte känner till; välj en annan plats, eller ta bort det där.",
        "en": "Nothing sent: the package {package} lies in {place}, and the target does not know it; choose another place, or remove it there.",
    },
    "deploy_under_way": {
        "sv": "En annan körning driftsätter till {place}; vänta tills den är klar, och kör igen.",
        "en": "Another run is deploying to {place}; wait until it is done, and run again.",
    },
    "deployment_unreadable": {
        "sv": "{path} i {place} är inte skriven av det här programmet, eller av en nyare version; uppdatera programmet, eller ta bort filen: då räknas allt som listorna där nämner som vårt.",
        "en": "{path} in {place} was not written by this program, or by a newer version; update the program, or remove the file: then all that the lists there name counts as ours.",
    },
    "store_cannot": {
        "sv": "{place} kan inte det som behövs ({detail}): skriva bara om filen är som väntat (If-Match, If-None-Match). Utan det kan två körningar blandas; välj en tjänst som kan, eller driftsätt till en mapp.",
        "en": "{place} cannot do what is needed ({detail}): write only if the file is as expected (If-Match, If-None-Match). Without that two runs can mix; choose a service that can, or deploy to a folder.",
    },
    "store_clock": {
        "sv": "{place} nekar eftersom klockorna skiljer sig ({detail}); ställ den här datorns klocka och kör igen.",
        "en": "{place} refuses because the clocks differ ({detail}); set the clock of this machine and run again.",
    },
    "store_denied": {
        "sv": "{place} nekar tillträde ({detail}); ge nycklarna i miljön rätt att lista, läsa, skriva och ta bort där.",
        "en": "{place} denies access ({detail}); let the credentials of the environment list, read, write and delete there.",
    },
    "store_failed": {
        "sv": "{place} svarade {detail}; kontrollera adressen och miljövariablerna, och kör igen.",
        "en": "{place} answered {detail}; check the address and the environment variables, and run again.",
    },
    "store_full": {
        "sv": "I {place} finns ingen plats ({detail}); frigör plats och kör igen.",
        "en": "There is no room in {place} ({detail}); free some and run again.",
    },
    "store_missing": {
        "sv": "Lagret i {place} finns inte ({detail}); skapa det, eller rätta adressen.",
        "en": "The bucket or container of {place} does not exist ({detail}); make it, or correct the address.",
    },
    "store_no_credentials": {
        "sv": "Miljön säger inte vem som frågar {place}: ange AWS_ACCESS_KEY_ID och AWS_SECRET_ACCESS_KEY (GOOGLE_APPLICATION_CREDENTIALS; AZURE_STORAGE_ACCOUNT_NAME och en nyckel), eller AWS_SKIP_SIGNATURE=true för att läsa öppet.",
        "en": "The environment does not say who asks {place}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (GOOGLE_APPLICATION_CREDENTIALS; AZURE_STORAGE_ACCOUNT_NAME and a key), or AWS_SKIP_SIGNATURE=true to read what is open to all.",
    },
    "store_region": {
        "sv": "{place} ligger i en annan region ({detail}); ange den i AWS_REGION.",
        "en": "{place} lies in another region ({detail}); set it in AWS_REGION.",
    },
    "store_unreachable": {
        "sv": "{place} gick inte att nå ({detail}); kör igen: det som kommit fram skickas inte en gång till.",
        "en": "{place} could not be reached ({detail}); run again: what has arrived is not sent once more.",
    },
    "target_failed": {
        "sv": "Filsystemet vägrar vid {path} ({detail}); {target} är som den var.",
        "en": "The file system refuses at {path} ({detail}); {target} is as it was.",
    },
    "target_full": {
        "sv": "Disken är full; frigör plats och kör igen. {target} är som den var.",
        "en": "The disk is full; free some space and run again. {target} is as it was.",
    },
    "target_in_the_way": {
        "sv": "{path} ligger i vägen i {target}; flytta den och kör igen.",
        "en": "{path} is in the way in {target}; move it and run again.",
    },
    "target_locked": {
        "sv": "En annan körning publicerar i {target}; vänta tills den är klar.",
        "en": "Another run is publishing into {target}; wait until it is done.",
    },
    "target_not_writable": {
        "sv": "{path} går inte att skriva; ge dig själv behörighet till {target} och kör igen.",
        "en": "{path} cannot be written; give yourself permission to {target} and run again.",
    },
    "target_signed": {
        "sv": "{target} är signerad; ange nyckeln med --sign.",
        "en": "{target} is signed; give the key with --sign.",
    },
    "target_tampered": {
        "sv": (
            "{target} är inte som den publicerades: {count} fel, först {path}. `mlr-opendata verify` visar alla; "
            "återställ filerna från en säkerhetskopia."
        ),
        "en": (
            "{target} is not what was published: {count} problems, first {path}. `mlr-opendata verify` shows all; "
            "restore the files from a backup."
        ),
    },
    "version_exists": {
        "sv": "{package} {version} finns redan; en publicerad version skrivs aldrig över.",
        "en": "{package} {version} exists; a published version is never overwritten.",
    },
    "version_not_newer": {
        "sv": "{package} {version} är inte nyare än {newest}; versioner går bara framåt.",
        "en": "{package} {version} is not newer than {newest}; versions only go forward.",
    },
}

_SEVERAL = {"sv": "{count} fel i projektets filer:", "en": "{count} faults in the files of the project:"}
_SUGGESTION = {"sv": " Menade du {nearest}?", "en": " Did you mean {nearest}?"}


def sentence(error: PipelineError, language: str) -> str:
    """What an error says to a person, in a language ("sv" or "en"): one sentence, or a line for each thing to mend."""
    problems = error.problems if isinstance(error, SettingsError) else (error,)
    told = [_sentence(problem, language) for problem in problems]
    if len(told) == 1:
        return told[0]
    return "\n  ".join((_SEVERAL[language].format(count=len(told)), *told))


def _sentence(error: PipelineError, language: str) -> str:
    nearest = error.facts.get("nearest")
    suggestion = _SUGGESTION[language].format(nearest=nearest) if nearest else ""
    facts = {**error.facts, "suggestion": suggestion}
    if isinstance(error, SourceError):  # what a page or a server says may tell of people
        facts = {key: redact(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
    if observed := facts.get("observed"):
        facts["observed"] = sentence_of(facts["file"], cast("Observation", observed), language)
    if line := facts.get("line"):
        facts["file"] = f"{facts['file']}:{line}"
    return PlainFormatter().vformat(ERRORS[error.key][language], (), facts)
