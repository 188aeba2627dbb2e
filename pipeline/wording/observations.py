"""What is said about what was seen in the file of a table, whatever its schema: what it is, and what to do."""

import re
from collections.abc import Mapping

from pipeline.model import Observation
from pipeline.wording.plain import PlainFormatter, plain

_AS_UTF8 = {
    "sv": "Spara om filen som UTF-8 ur det program den kommer från",
    "en": "Save it as UTF-8 from where it comes",
}

OBSERVATIONS: Mapping[str, Mapping[str, str]] = {
    # the text
    "encoding_damaged": {
        "sv": "filen är {encoding} men skadad: byte {offset} ({found}) är inget tecken{likely}, i “{cell}”. Rätta raden, eller hämta filen på nytt.",
        "en": "the file is {encoding}, but damaged: byte {offset} ({found}) is no character{likely}, in “{cell}”. Correct the line, or fetch the file again.",
    },
    "encoding_misnamed": {
        "sv": "filen är inte {declared}, som beskrivningen säger, utan {is}. Rätta `encoding` i beskrivningen, eller spara om filen.",
        "en": "the file is not {declared}, as its description says, but {is}. Correct `encoding` in the description, or save the file anew.",
    },
    "encoding_mixed": {
        "sv": "filen blandar UTF-8 med {other}: byte {offset} ({found}) är inte UTF-8{likely}, i “{cell}”, men andra tecken är det. Filer har fogats ihop; gör var och en till UTF-8 först.",
        "en": "the file mixes UTF-8 with {other}: byte {offset} ({found}) is not UTF-8{likely}, in “{cell}”, but other characters are. Files were joined; turn each into UTF-8 first.",
    },
    "encoding_unknown": {
        "sv": "filens teckenkodning går inte att fastställa; läst som {tried} blir bokstäver fel. "
        + _AS_UTF8["sv"]
        + ", eller ange `encoding` i beskrivningen.",
        "en": "the file's encoding cannot be told; read as {tried}, letters are garbled. "
        + _AS_UTF8["en"]
        + ", or name its `encoding` in the description.",
    },
    "garbled_text": {
        "sv": "“{cell}” har förstörda bokstäver ({sign}): texten har avkodats fel innan den sparades. "
        + _AS_UTF8["sv"]
        + ".",
        "en": "“{cell}” has garbled letters ({sign}): the text was decoded wrongly before it was saved. "
        + _AS_UTF8["en"]
        + ".",
    },
    "lost_letter": {
        "sv": "“{cell}” har tecknet U+FFFD, som står där en bokstav gått förlorad. " + _AS_UTF8["sv"] + ".",
        "en": "“{cell}” has the character U+FFFD, which stands where a letter was lost. " + _AS_UTF8["en"] + ".",
    },
    "control_character": {
        "sv": "“{cell}” har ett styrtecken ({sign}), som inte syns. Ta bort det.",
        "en": "“{cell}” has a control character ({sign}), which cannot be seen. Remove it.",
    },
    "direction_character": {
        "sv": "“{cell}” har ett osynligt tecken som vänder läsriktningen ({sign}). Ta bort det om det inte ska vara där.",
        "en": "“{cell}” has a character that nobody sees, and that turns the direction of reading ({sign}). Remove it if it is not meant.",
    },
    "mark_within": {
        "sv": "“{cell}” har ett osynligt märke för filers början (U+FEFF): filer har fogats ihop. Ta bort det.",
        "en": "“{cell}” has an invisible mark of the start of a file (U+FEFF): files were joined. Remove it.",
    },
    # the rows
    "quote_unclosed": {
        "sv": 'citattecknet före “{cell}” stängs aldrig: filens resterande {rows} textrader blev en enda cell. Stäng det, eller skriv det dubbelt ("") inom citattecken.',
        "en": 'the quote before “{cell}” is never closed: the {rows} lines left of the file became one cell. Close it, or write it twice ("") within quotes.',
    },
    "rows_swallowed": {
        "sv": 'citattecknet före “{cell}” stängs först på textrad {until}: {rows} rader blev en del av cellen. Ta bort det, eller skriv det dubbelt ("") inom citattecken.',
        "en": 'the quote before “{cell}” is closed only on line {until}: {rows} rows became part of the cell. Remove it, or write it twice ("") within quotes.',
    },
    "delimiter_doubtful": {
        "sv": "filen lästes med {taken} mellan cellerna, men {delimiter} delar varje rad i {fields}: “{cell}”. Ange `delimiter` i beskrivningens `dialect`, eller spara om filen med komma.",
        "en": "the file was read with {taken} between cells, but {delimiter} cuts every line into {fields}: “{cell}”. Name the `delimiter` in the description's `dialect`, or save the file with commas.",
    },
    "separator_line": {
        "sv": "första raden är “{cell}”, som bara Excel förstår: den lästes som rubrikrad. Ta bort den.",
        "en": "the first line is “{cell}”, which only Excel understands: it was read as the header. Remove it.",
    },
    "title_above_header": {
        "sv": "“{cell}” är en titel och ingen rubrikrad; den står på textrad {header}. Ta bort raderna ovanför.",
        "en": "“{cell}” is a title and no header, which is on line {header}. Remove the lines above it.",
    },
    "footer": {
        "sv": "“{cell}” står sist i filen och är en not eller summa, ingen rad. Ta bort den.",
        "en": "“{cell}” is at the end of the file, and is a note or a sum, and no row. Remove it.",
    },
    "files_unread": {
        "sv": "arkivet har tabeller till ({files}) efter den första, som är den enda som läses: de är inte prövade. Packa varje tabell för sig, eller ange dess `innerpath` i beskrivningen.",
        "en": "the archive has more tables ({files}) after the first, which alone is read: they were not checked. Pack each table by itself, or give its `innerpath` in the description.",
    },
    # the cells
    "spreadsheet_error": {
        "sv": "“{cell}” är ett fel i ett kalkylblad, inget värde ({sign}). Rätta formeln och spara om filen, eller nämn det bland schemats `missingValues`.",
        "en": "“{cell}” is an error of a spreadsheet, and no value ({sign}). Correct the formula and save the file again, or name it among the schema's `missingValues`.",
    },
    "digits_lost": {
        "sv": "“{cell}” är ett långt nummer vars siffror ett kalkylblad har avrundat bort. Gör kolumnen till text där och spara om filen.",
        "en": "“{cell}” is a long number whose digits a spreadsheet has rounded away. Make the column text there, and save the file again.",
    },
}
"""By code."""

_FRAME = {
    "line": {"sv": "textrad {line}", "en": "line {line}"},
    "label": {"sv": "fält {label}", "en": "field {label}"},
    "count": {"sv": "({count} ställen, först på textrad {lines})", "en": "({count} places, first on line {lines})"},
    "likely": {"sv": " men troligen {likely}", "en": " but probably {likely}"},
    "encoding": {"sv": "{place}: läst som {encoding}", "en": "{place}: read as {encoding}"},
}
_ON_ONE_LINE = re.compile(r"\r\n|\r|\n")
_WORDS = PlainFormatter()


def sentence_of(place: object, seen: Observation, language: str) -> str:
    """Where something was seen in the file at `place`, what it is, and what to do, in a language ("sv" or "en")."""
    facts = {name: "tab" if value == "\t" else value for name, value in seen.facts.items()}
    likely = _framed("likely", language, likely=facts["likely"]) if facts.get("likely") else ""
    facts |= {"cell": _ON_ONE_LINE.sub("⏎", seen.cell or ""), "likely": likely}
    where = [_framed(name, language, **{name: value}) for name in ("line", "label") if (value := getattr(seen, name))]
    told = [f"{', '.join([plain(str(place)), *where])}:", _WORDS.vformat(OBSERVATIONS[seen.code][language], (), facts)]
    if seen.count > 1:
        told.append(_framed("count", language, count=seen.count, lines=", ".join(map(str, seen.lines))))
    return " ".join(told)


def encoding_taken(place: object, encoding: str, language: str) -> str:
    """In what a file was read."""
    return _framed("encoding", language, place=place, encoding=encoding)


def _framed(name: str, language: str, **facts: object) -> str:
    return _WORDS.vformat(_FRAME[name][language], (), facts)
