"""The words that pages of boards use, Swedish, Finland-Swedish, Norwegian and Danish: roles, parties, empty places."""

import re

KINDS = ("presidium", "member", "substitute", "adjunct", "official")
_NOUNS = {
    "presidium": "ordförande ordf ordföranden ordförare ordfører leder nestleder varaordfører formand formann "
    "næstformand "
    "styreleder styrelseordf viceordförande viceordf bestyrelsesformand",
    "member": "ledamot ledamöter medlem medlemmar medlemmer representant representanter ombud gruppledare "
    "styremedlem styremedlemmer styrelsemedlem styrelsemedlemmar led ledam sammankallande borgmester viceborgmester "
    "byrådsmedlem kommunestyremedlem rådmand ansattrepresentant ansattvalgt medarbejdervalgt medarbejderrepræsentant "
    "personalrepresentant arbetstagarrepresentant bestyrelsesmedlem regionrådsmedlem",
    "substitute": "ersättare suppleant suppleanter vara varamedlem varamedlemmer vararepresentant vararepresentanter "
    "stedfortræder stedfortrædere varaledamot varaledamöter revisorsersättare revisorssuppleant ers suppl "
    "styrelsesuppleant",
    "adjunct": "adjungerad adjungerade adjungert observatör observatörer observatør observatører",
    "official": "direktör direktor direktør chef sekreterare sekretær sekretär rådmann revisor revisorer "
    "lekmannarevisor lekmannarevisorer förtroenderevisor sekr vd",
}
_KIND_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_COMPOUND = re.compile(  # "kommunstyrelseordförande", "förbundsdirektör", "kommunalråd"
    r"\w+?(?P<noun>ordförande|ordfører|ledamot|direktör|direktør|chef|sekreterare|råd|borgmester)", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?:(?:\d(?::[ea]|\.|:)?|i|ii|första|förste|andra|andre|tredje|vice|vise|v\.?|ordinarie|personlig|personliga|"
    r"ersättande|[a-zåäöæø]+styrelsens|[a-zåäöæø]+fullmäktiges|nämndens|förbundets|kommunens|fast|faste|ordinære)\s+)*",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s(?:i|för|av|for)\s+\w+$")  # "ordförande i kommunstyrelsen"
_DAILY = re.compile(r"(?:daglig leder|verkställande direktör|administrerende direktør|adm\.? ?dir)", re.IGNORECASE)
OFFICE = re.compile(  # held in a municipality, beside the title in the body
    r"(?:vice)?borgmester|(?:vara)?ordfører|(?:byråds|kommunestyre|regionråds)medlem|rådmand|(?:kommunal|oppositions|region)råd",
    re.IGNORECASE,
)
ON_LEAVE = re.compile(
    r"(?:(?:tjänst|föräldra|sjuk|studie)ledig(?:het)?|sjukskriven|(?:i )?permisjon|(?:på )?orlov)(?:\s[^()]*\d[^()]*)?",
    re.IGNORECASE,
)
ACTING = re.compile(
    r"(?:t\.?\s?f\.?|tillf\.|tillförordnade?|konst\.?|konstituert|konstitueret|fungerande|fungerende)(?=[\s,)]|$)",
    re.IGNORECASE,
)
VACANT = re.compile(
    r"tom\s+(?:plats|post|plass)|(?:vakant|vakans|vacant|ledig|ubesatt|ubesat|n\.?\s?n\.?)(?:\s+(?:plats|post|plass))?"
    r"|(?:utses|tillsätts|meddelas|väljs|udpeges|oppnevnes)(?:\s+senere|\s+senare)"
    r"|(?:ännu\s+)?(?:ej|inte|ikke|icke)(?:\s+enda)?\s+(?:utsedd|tillsatt|oppnevnt|udpeget)",
    re.IGNORECASE,
)
_CODES = (
    "S M C L KD V MP SD FP NYD Ap H Sp Frp SV KrF MDG R INP A B F I O Ø Å SF EL RV LA DD SFP SDP Saml Sannf VF Cent "
    "Gröna Kok Kesk PS Vihr Vas Obunden"
)
CODES = {code.casefold(): code for code in _CODES.split()}
PARTY_WORDS = frozenset(
    """
    socialdemokraterna moderaterna centerpartiet liberalerna folkpartiet kristdemokraterna vänsterpartiet miljöpartiet
    sverigedemokraterna arbeiderpartiet høyre senterpartiet fremskrittspartiet venstre rødt socialdemokratiet
    konservative opolitisk partilös obunden oberoende uavhengig
    """.split()
)
NO_FIRST_NAMES = frozenset(
    "se till från med hos om av vid kontakta ring läs mejla ny nya nytt kontakt telefon fråga välkommen".split()
)
NO_NAME = re.compile(  # a place, a form of address, a title that nobody has told us, a line of a menu
    r"(?:norra|södra|östra|västra|nedre|övre|stora|lilla|gamla|dr|prof|fru|herr|fröken|hotell|sal|rum|lokal|kansli"
    r"|konferens\w*|vår|vårt|våra|hitta|hit|dela|foto|bild|organisation(?:en)?|politik(?:en)?|politisk\w*|styrelsen?"
    r"|kommun(?:en|ens|er|erna|ernas)?|region\w*|sveriges|digital\w*|lediga?|jobb|arvode\w*|anslagstavla\w*|kallels\w*"
    r"|dokument\w*|handlingar\w*|ärende\w*|kalend\w*|\w{4,}(?:ernas|arnas|ornas)"
    r"|nämnd(?:en)?|förvaltning(?:en)?|ledning(?:en)?|verksamhet(?:en)?|möten?|mötet|protokoll|nyheter|startsidan?|sök)"
    r"|\w*(?:torget|gatan|vägen|salen|rum|rummet|huset|skolan|kyrkan|parken|hallen|stationen|plats|platsen|hamnen|gården"
    r"|kontor|kontoret|biblioteket|centrum|teatern|lokalen|byggnaden|hotellet"
    r"|leder|ledare|ordförande|ordförare|ordfører|formand|formann|ledamot|medlem|direktör|direktør|chef|sjef|sekreterare"
    r"|sekretær|mästare|mester|borgarråd|landstingsråd|regionråd|oppositionsråd|representant|ombud|revisor|kandidat"
    r"|samordnare|koordinator|handläggare|strateg|talesperson|talsperson|vikarie)",
    re.IGNORECASE,
)
NO_FIRST_NAME = re.compile(  # a title before a name: "Kommunikatör Tom Alm"
    r"\w{3,}(?:tör|sör|jör|ator|nom|rist|tekt|stent|tant|kant|are|(?<!m)arie)"
    r"|controller|konsult|rektor|jurist|vd|notarie|ordf|sekr|ingenjör|journalist|specialist",
    re.IGNORECASE,
)
_IN_ORDER = re.compile(r"\s+(?:i|\(i)\s+(?:den\s+)?(?:ordning|inkallelse|tur)[^()]*\)?$")
_FURNITURE = re.compile(
    r"(?:dela|skriv ut|lyssna|läs mer|tillbaka|till toppen|cookies|meny|sök|start(?:sidan)?)(?: .{0,40})?"
    r"|(?:foto(?:graf)?|bild|illustration|sidansvarig|besöksadress|postadress|telefon|öppettider|växel) ?:.*"
    r"|(?:sidan )?(?:är )?(?:senast |sist )?(?:uppdaterad|uppdaterat|ändrad|granskad|publicerad|oppdatert)\b.*"
    r"|(?:e-?post|mejla?|maila|skicka (?:e-post|ett mejl)|send e-post|ring|kontakta) (?:till |til )?[^:]+"
    r"|(?:porträtt|portrett|portræt|profilbild|bild|bilde|foto|fotografi)(?:bild)? (?:av|på|of) .+"
    r"|(?:följ oss|hjälpte informationen|var informationen|org(?:anisations)?\.? ?(?:nr|nummer))\b.*",
    re.IGNORECASE,
)
_FILE = re.compile(r"[(\[,.]? ?\b(?:pdf|docx?|xlsx?)\b[^()]*[)\]]?$", re.IGNORECASE)
_CONTACT = re.compile(r"kontakt(?:a oss|uppgifter|personer|person)?|har du frågor\??|frågor", re.IGNORECASE)
FORMER = re.compile(
    r"(?:tidigare|tidligere|före detta|f\.?d\.?|förra|avgångna|avgående)\s+[^()\d]{3,40}", re.IGNORECASE
)
NO_PARTY = re.compile(r"[-\u2013\u2014]+")
COLUMNS = {
    "name": "namn navn ledamotens-namn förtroendevald person",
    "first_name": "förnamn tilltalsnamn fornavn fornavne",
    "surname": "efternamn etternavn efternavn",
    "party": "parti partibeteckning",
    "role": "roll uppdrag befattning titel funktion rolle verv hverv uppdragstyp",
    "municipality": "kommun kommune medlemskommun ort",
    "body": "organ nämnd utskott udvalg utvalg instans",
    "term": "mandatperiod period mandattid valperiode",
    "member": "ledamot ledamöter ordinarie medlem",
    "substitute": "ersättare suppleant personlig-ersättare varamedlem stedfortræder",
    "begins": "från fr-o-m fr.o.m from startdatum start tillträde tillträder giltig-från datum-från från-datum",
    "ends": "till t-o-m t.o.m tom slutdatum slut avgång giltig-till datum-till till-datum",
    "ignore": "nr id kön ålder telefon telefonnummer mobil mobiltelefon telefon-arbete telefon-bostad e-post epost"
    " e-postadress epostadress mejl mail adress gatuadress bostadsadress postadress postnr postnummer postort"
    " personnummer födelsedatum födelseår född",
}
ADDRESS = frozenset("adress gatuadress bostadsadress postadress postnr postnummer".split())
COLUMN_OF_WORD = {word.replace("-", " "): column for column, words in COLUMNS.items() for word in words.split()}
SECTIONS = {
    "presidium": "presidium presidiet arbetsutskottets-presidium",
    "member": "ledamöter ordinarie ordinarie-ledamöter medlemmar medlemmer faste-medlemmer ordinære-medlemmer ledamot "
    "styremedlemmer styrelsemedlemmar "
    "styrelseledamöter representanter medlem",
    "substitute": "ersättare suppleanter suppleant varamedlemmer stedfortrædere vararepresentanter",
    "adjunct": "adjungerade adjungerad observatörer observatører",
    "official": "tjänstepersoner tjänstemän sekretariat sekretariatet kansli kansliet revisorer lekmannarevisorer "
    "förtroenderevisorer ledning ledningsgrupp personal medarbetare administration administrasjon ledelse",
}
SECTION_OF_WORD = {word.replace("-", " "): kind for kind, words in SECTIONS.items() for word in words.split()}


def kind_of_role(text: str) -> str | None:
    """What somebody with this title is, of KINDS; null where the words are no title that we know."""
    if re.search(r"\s(?:i|för|av|for)\s+[^\W\d_a-zåäöæø]", text):  # of somebody, or somewhere
        return None
    words = _BEFORE.sub("", text.strip(" .").casefold(), count=1)
    words = ACTING.sub("", words, count=1).strip() if ACTING.match(words) else words
    words = _BEFORE.sub("", words, count=1)
    noun = _WHERE.sub("", words).strip(" .")
    if _DAILY.fullmatch(noun):
        return "official"
    if noun in _KIND_OF_NOUN:
        return _KIND_OF_NOUN[noun]
    if not (found := _COMPOUND.fullmatch(noun)):
        return None
    return _KIND_OF_NOUN.get(found["noun"], "member")


def is_party(text: str) -> bool:
    """Whether a text is the name of a party in words, or its code."""
    return text.casefold() in PARTY_WORDS or (len(text) > 1 and text in CODES.values())


def section_of(text: str) -> str | None:
    """The kind of people that a heading announces; null where it announces none that we know."""
    return SECTION_OF_WORD.get(_IN_ORDER.sub("", text.strip(" .:").casefold()))


def is_furniture(text: str) -> bool:
    """Whether a line is one that any page has around what it says: "Dela sidan", "Senast uppdaterad …"."""
    file = _FILE.search(text)
    return "(" not in text[: file.start() if file else None] and bool(file or _FURNITURE.fullmatch(text))


def is_contact_heading(text: str) -> bool:
    """Whether a heading announces whom to ask: whoever is below belongs to no group or municipality above."""
    return _CONTACT.fullmatch(text.strip(" :")) is not None
