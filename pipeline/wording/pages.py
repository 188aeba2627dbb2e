"""What the pages say around the data, in Swedish and English; and how days, numbers and sizes are written there."""

from pipeline.wording.sentences import NO_BREAK_SPACE, Sentences, number, read

WRITING = Sentences("writing")
MONTHS = read("writing")["months"]
UNITS = ("", "kB", "MB", "GB", "TB")
STEP = 1000  # SI, as Swedish authorities write file sizes

TEXTS = Sentences("pages")
texts, say = TEXTS.in_language, TEXTS.fill


def count(amount: int, noun: str, language: str) -> str:
    """A number with its noun: "1 plats i styrelsen", "26 platser i styrelsen"."""
    return f"{number(amount, language)}{NO_BREAK_SPACE}{noun_for(amount, noun, language)}"


def noun_for(amount: int, noun: str, language: str) -> str:
    """The form of `noun` that goes with `amount`."""
    return TEXTS[f"{noun}_{'one' if amount == 1 else 'many'}"][language]


def type_name(table_schema_type: str, language: str) -> str:
    """What people call a type of Table Schema; the rarer ones go by their own name."""
    texts_of_type = TEXTS.get(f"type_{table_schema_type}")
    return texts_of_type[language] if texts_of_type else table_schema_type


def written(key: str, language: str) -> str:
    """A sign or word as it is written among numbers, so that no line breaks at it."""
    return WRITING[key][language].replace(" ", NO_BREAK_SPACE)


def day(moment: str, language: str) -> str:
    """The day of an ISO date or time, in words: "23 november 2026"."""
    year, month, date = moment[:10].split("-")
    return f"{int(date)} {MONTHS[language][int(month) - 1]} {year}".replace(" ", NO_BREAK_SPACE)


def size(amount: int, language: str) -> str:
    """A number of bytes with two digits or more: "914 byte", "4,7 kB", "23 MB"."""
    scaled, unit = float(amount), 0
    while scaled >= STEP and unit < len(UNITS) - 1:
        scaled, unit = scaled / STEP, unit + 1
    digits = f"{scaled:.1f}" if unit and scaled < 10 else f"{scaled:.0f}"  # noqa: PLR2004 (one digit says too little)
    name = UNITS[unit] or written("bytes", language)
    return f"{digits.replace('.', written('decimals', language))}{NO_BREAK_SPACE}{name}"


def listing(names: list[str], language: str) -> str:
    """Names in running text: "Lund, Malmö och Burlöv"."""
    if len(names) < 2:  # noqa: PLR2004 (one name needs no conjunction)
        return "".join(names)
    return f"{', '.join(names[:-1])} {written('and', language)} {names[-1]}"
