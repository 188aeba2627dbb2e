"""The words that pages of boards use, and how they are told apart: roles, sections, parties, columns, empty places.

The lists are in a file beside this one; here is what has a form and not a list.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

_LISTS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)


def _listed(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(",")]


def _by_word(part: str) -> dict[str, str]:
    return {word: meaning for meaning, words in _LISTS[part].items() for word in _listed(words)}


KINDS = ("presidium", "member", "substitute", "adjunct", "official")
CODES = {code.casefold(): code for code in _listed(_LISTS["parties"]["codes"])}
PARTY_WORDS = frozenset(_listed(_LISTS["parties"]["words"]))
UNIONS = frozenset(_listed(_LISTS["others"]["unions"]))
STAFF = frozenset(_listed(_LISTS["others"]["staff"]))
AGENCIES = frozenset(_listed(_LISTS["others"]["agencies"]))
ADDRESS = frozenset(_listed(_LISTS["columns"]["address"]))
COLUMN_OF_WORD = {
    word: column for word, column in reversed(_by_word("columns").items()) if column != "address"
} | dict.fromkeys(ADDRESS, "ignore")
STATES = _by_word("states")
"""What the state of an appointment says in a register: `over`, or `goes_on`."""
COLUMNS = tuple(column for column in _LISTS["columns"] if column != "address")

_KIND_OF_NOUN = _by_word("roles")
_SECTION_OF_WORD = _by_word("sections")
_COMPOUND = re.compile(  # "kommunstyrelseordförande", "förbundsdirektör", "Lärar- och personalrepresentanter"
    r"(?:\w+- (?:och|og) )?\w+?(?P<noun>representant|representanter|företrädare|ordförande|ordfører|ledamot"
    r"|(?:direktör|direktør|chef)(?:er)?|sekreterare|borgmester"
    r"|(?:(?<=kommunal)|(?<=oppositions)|(?<=region)|(?<=borgar)|(?<=landstings))råd)",  # "Ägarråd" is a body
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:(?:\d(?::[ea]|\.|:)?|i|ii|första|förste|andra|andre|tredje|oberoende|externa?|vice|vise|v\.?|ordinarie|personlig|personliga|pers\.?|"
    r"ersättande|[a-zåäöæø]+styrelsens|[a-zåäöæø]+fullmäktiges|tillika|auktoriserad|nämndens|förbundets|kommunens|fast|faste|ordinære)\s+|v\.)*",
    re.IGNORECASE,
)
_WHERE = (
    re.compile(  # "ordförande i kommunstyrelsen", "ordförande regionstyrelsen", "observatør for de frivillige i øst"
        r"\s(?:i|för|av|for|från|fra)\s+(?:de[nt]?\s+)?\w+(?:\s(?:i|för|for)\s+\w+)?$"
        r"|\s\w*(?:styrelsen|nämnden|utskottet|fullmäktige|direktionen|rådet|styret|utvalget|udvalget)$"
    )
)
_OF_SOMEBODY = re.compile(r"\s(?:för|av|for)\s+[^\W\d_a-zåäöæø]")
_OF_STAFF = (
    r"(?:de )?(?:ansatt|tilsett|arbetstagar|personal|medarbejder|forbruger)\w*?[ -]?"
    r"(?:repr[eæä]sentant(?:er)?|valgte?|valde?|företrädare)"
)
OFFICE = re.compile(  # held in a municipality, or for the staff, beside the title in the body
    r"(?:vice)?borgmester|(?:vara)?ordfør[ea]r|(?:byråds|kommunestyre|regionråds)medlem|rådmand|opposisjonsleder|ks[ov]|föredragande"
    rf"|{_OF_STAFF}|(?:kommunal|oppositions|region)råd"
    r"|kommun(?:styrelsens|fullmäktiges) (?:\d:[ea] )?(?:vice )?ordförande"
    r"|(?:vice )?ordförande i kommun(?:styrelsen|fullmäktige)",
    re.IGNORECASE,
)
_OF_STAFF_ALONE = re.compile(_OF_STAFF)
ON_LEAVE = re.compile(
    r"(?:(?:tjänst|föräldra|sjuk|studie)ledig(?:het)?|sjukskriven|(?:i )?permisjon|(?:på )?orlov)(?:\s[^()]*\d[^()]*)?"
    r"|(?:ny|nyvald|invald|vald|tillträdde|tillträder|ny medlem)\s[^()]*\d[^()]*",
    re.IGNORECASE,
)
ACTING = re.compile(
    r"(?:t\.?\s?f\.?|tillf\.|tillförordnade?|konst\.?|konstituer(?:ad|t|et)|fungerande|fungerende)(?=[\s,)]|$)",
    re.IGNORECASE,
)
VACANT = re.compile(
    r"tom\s+(?:plats|post|plass)|(?:vakant|vakans|vacant|ledig|ubesatt|ubesat|n\.?\s?n\.?)(?:\s+(?:plats|post|plass))?"
    r"|(?:utses|tillsätts|meddelas|väljs|udpeges|vælges|velges|oppnevnes)\s+(?:senere|senare|i|under|vid)\b[^,()]*"
    r"|(?:ännu\s+)?(?:ej|inte|ikke|icke)(?:\s+enda)?\s+(?:utsedd|tillsatt|oppnevnt|udpeget)",
    re.IGNORECASE,
)
_IN_BODY = re.compile(r" (?:i|av) [a-zåäöæø]+$")  # "Ledamöter i direktionen"
_IN_ORDER = re.compile(r"\s+(?:i|\(i)\s+(?:den\s+)?(?:ordning|inkallelse|tur)[^()]*\)?$")
_ANY = re.compile(
    r"^(?:övriga|øvrige|nuvarande|nåværende|nuværende|samtliga|alla|valda|våra|politiska|(?:ej |icke )?tjänstgörande"
    r"|personlig[ae]?|pers\.|till) "
)
_FURNITURE = re.compile(
    r"(?:dela|skriv ut|lyssna|läs mer|tillbaka|till toppen|cookies|meny|sök|start(?:sidan)?)(?: .{0,40})?"
    r"|(?:foto(?:graf)?|bild|illustration|sidansvarig|besöksadress|postadress|telefon|öppettider|växel) ?:.*"
    r"|(?:sidan )?(?:är )?(?:senast |sist )?(?:uppdaterad|uppdaterat|ändrad|granskad|publicerad|oppdatert)\b.*"
    r"|(?:e-?post|mejla?|maila|skicka (?:e-post|ett mejl)|send e-post|ring|kontakta) (?:till |til )?[^:]+"
    r"|(?:porträtt|portrett|portræt|profilbild|bild|bilde|foto|fotografi)(?:bild)?(?: (?:av|på|of) .+)?"
    r"|(?:box|postboks|postbox) \d.*|\w+(?:gatan|vägen|gränden?|stigen|torget|allén|gata|veien|vegen|vej|gade) \d.*"
    r"|(?:se-|no-|dk-|fi-)?\d{3} ?\d{2} [^\W\d]+(?: \d)?|\d{4} [^\W\d]+"
    r"|[^<>()]+(?: [>›»] [^<>()]+){2,}|[/|>›»]+|(?:på bilden|på fotot|på bildet|från vänster)\b.*"
    r"|(?:följ oss|hjälpte informationen|var informationen|org(?:anisations)?\.? ?(?:nr|nummer))\b.*",
    re.IGNORECASE,
)
_FILE = re.compile(r"[(\[,.]? ?\b(?:pdf|docx?|xlsx?)\b[^()]*[)\]]?$", re.IGNORECASE)
_NEWS = re.compile(
    r"(?:senaste |siste |seneste |våra )?(?:nytt|nyheter(?:na)?|nyheder|inläggen)"
    r"|aktuell?t|pressmeddelanden|kalend(?:er|arium)",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"kontakt(?:a oss|uppgifter|personer|person)?|har du frågor\??|frågor", re.IGNORECASE)
FORMER = re.compile(
    r"(?:tidigare|tidligere|före detta|f\.?d\.?|förra|avgångna|avgående)\s+[^()\d]{3,40}", re.IGNORECASE
)
NO_PARTY = re.compile(r"[-\u2013\u2014]+|(?:uppgift )?saknas|ingen|inget parti", re.IGNORECASE)


def kind_of_role(text: str) -> str | None:
    """What somebody with this title is, of KINDS; null where the words are no title that we know."""
    if _OF_SOMEBODY.search(text):
        return None
    words = _BEFORE.sub("", text.strip(" .").casefold(), count=1)
    words = ACTING.sub("", words, count=1).strip() if ACTING.match(words) else words
    words = _BEFORE.sub("", words, count=1) or words.strip()
    noun = _WHERE.sub("", words).strip(" .")
    if noun in _KIND_OF_NOUN:
        return _KIND_OF_NOUN[noun]
    if _OF_STAFF_ALONE.fullmatch(noun):
        return "member"
    if len(both := noun.split(" og " if " og " in noun else " och ")) == 2:  # noqa: PLR2004 (two titles of one person)
        kinds = [_KIND_OF_NOUN.get(each) or kind_of_role(each) for each in both]
        return None if None in kinds else next((kind for kind in kinds if kind != "member"), "member")
    if not (found := _COMPOUND.fullmatch(noun)):
        return None
    return _KIND_OF_NOUN.get(found["noun"], "member")


def is_party(text: str) -> bool:
    """Whether a text is the name of a party in words, or its code."""
    return text.casefold() in PARTY_WORDS or (len(text) > 1 and text in CODES.values())


def section_of(text: str) -> str | None:
    """The kind of people that a heading announces; null where it announces none that we know."""
    bare = _IN_BODY.sub("", text.strip(" .:"))
    return _SECTION_OF_WORD.get(_ANY.sub("", _IN_ORDER.sub("", bare.casefold())))


def is_furniture(text: str) -> bool:
    """Whether a line is one that any page has around what it says: "Dela sidan", "Senast uppdaterad …"."""
    file = _FILE.search(text)
    return "(" not in text[: file.start() if file else None] and bool(file or _FURNITURE.fullmatch(text))


def is_news_heading(text: str) -> bool:
    """Whether a heading announces news, or what will happen: whoever is named below sits nowhere by that."""
    return _NEWS.fullmatch(text.strip(" :")) is not None


def is_contact_heading(text: str) -> bool:
    """Whether a heading announces whom to ask: whoever is below belongs to no group or municipality above."""
    return _CONTACT.fullmatch(text.strip(" :")) is not None
