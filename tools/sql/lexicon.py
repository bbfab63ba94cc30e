"""General English that relates the words of questions to the words of schemas. It knows no data set."""

from __future__ import annotations

from retrievers.tables.words import stem

ABBREVIATIONS = {
    "abbr": "abbreviation", "acc": "account", "acct": "account", "addr": "address", "amt": "amount",
    "apt": "apartment", "attr": "attribute", "avg": "average", "bal": "balance", "bday": "birthday",
    "cat": "category", "cd": "code", "cnt": "count", "co": "company", "crs": "course", "ctry": "country",
    "cust": "customer", "dep": "department", "dept": "department", "desc": "description", "dest": "destination",
    "dist": "distance", "dob": "birth date", "dst": "destination", "dt": "date", "emp": "employee",
    "fname": "first name", "forename": "first name", "govt": "government", "hq": "headquarters", "hrs": "hours",
    "ht": "height", "img": "image", "inst": "institution", "lang": "language", "lat": "latitude", "len": "length",
    "lname": "last name", "lng": "longitude", "loc": "location", "long": "longitude", "max": "maximum",
    "mfr": "manufacturer", "mgr": "manager", "min": "minimum", "mname": "middle name", "msg": "message",
    "nat": "nationality", "nbr": "number", "nm": "name", "no": "number", "num": "number", "org": "organization",
    "pct": "percent", "perc": "percent", "pop": "population", "pos": "position", "prof": "professor",
    "pwd": "password", "qty": "quantity", "rec": "record", "ref": "reference", "seq": "sequence", "src": "source",
    "ssn": "ssn", "stat": "status", "std": "standard", "surname": "last name", "stu": "student", "tel": "phone",
    "temp": "temperature", "tot": "total", "univ": "university", "usr": "user", "val": "value", "vol": "volume",
    "wt": "weight", "yr": "year",
}  # fmt: skip
"""Parts of identifiers and what they stand for."""

SEGMENTS = frozenset(
    """
    id ids name names date code type number time year key address price city country state title status count first
    last birth start end phone email order item product user customer student course teacher employee department
    account description amount total value rate size level rank score grade age height weight length width area
    population
    """.split()  # noqa: SIM905
)
"""Words that identifiers written without separators are made of: `birthdate`, `clubname`, `courseid`."""

_GROUPS = """
film movie
nation country
town city
salary wage pay income earnings
type kind category sort
sex gender
phone telephone
email mail
start begin commence
end finish
price cost fee charge
id identifier
teacher instructor professor lecturer faculty
employee worker staff personnel
customer client buyer
company firm corporation enterprise business manufacturer maker
student pupil
location place site venue
amount quantity
rank ranking position
score grade mark points
vehicle car automobile
aircraft plane airplane
weight mass
altitude elevation height
duration length
description detail details
shop store
author writer
state province
homepage website url
picture photo image
occupation job profession
author writer
song track
singer artist musician performer
concert performance
party organization organisation
owner holder proprietor
capacity seats
nickname alias
boss manager supervisor head
dorm dormitory
revenue sales income turnover
percentage percent share
birthday birthdate
spouse husband wife
college university school
doctor physician
medicine medication drug
illness disease
purchase buy order
nationality citizenship country
hometown city
launcher rocket
people person
goods product item
institution organization
rating stars score
temperature degrees
review feedback comment
language tongue
apartment flat
team club squad
match game
tournament competition contest championship
prize award
budget money funding
""".strip().split("\n")

SYNONYMS: dict[str, frozenset[str]] = {}
"""Stems that may be said for another stem."""
for _group in _GROUPS:
    _stems = frozenset(stem(word) for word in _group.split())
    for _word in _stems:
        SYNONYMS[_word] = SYNONYMS.get(_word, frozenset()) | (_stems - {_word})

CONCEPTS: dict[str, tuple[str, ...]] = {
    "old": ("age", "-birth", "-born", "-birthday", "-founded", "-established", "-built", "-opening", "-year", "-date"),
    "young": ("-age", "birth", "born", "birthday", "founded", "year", "date"),
    "tall": ("height", "length", "altitude", "elevation"),
    "high": ("height", "altitude", "elevation"),
    "low": ("-height", "-altitude", "-elevation"),
    "short": ("-height", "-length", "-duration", "-distance", "-runtime", "-time"),
    "long": ("length", "duration", "distance", "runtime", "time", "days", "hours", "minutes"),
    "heavy": ("weight", "mass"),
    "light": ("-weight", "-mass"),
    "large": ("size", "area", "population", "capacity", "diameter", "amount", "number", "enrollment"),
    "big": ("size", "area", "population", "capacity", "diameter", "amount"),
    "small": ("-size", "-area", "-population", "-capacity", "-diameter", "-amount"),
    "cheap": ("-price", "-cost", "-fee", "-rate", "-amount"),
    "expensive": ("price", "cost", "fee", "rate", "amount"),
    "costly": ("price", "cost", "fee"),
    "fast": ("speed", "velocity", "-time", "-duration"),
    "slow": ("-speed", "-velocity", "time", "duration"),
    "quick": ("-time", "-duration", "speed"),
    "rich": ("worth", "wealth", "money", "income", "salary", "assets", "gdp"),
    "wealthy": ("worth", "wealth", "money", "income", "assets"),
    "poor": ("-worth", "-wealth", "-money", "-income", "-gdp"),
    "recent": ("date", "year", "time"),
    "new": ("date", "year", "built", "founded", "opening", "time"),
    "late": ("date", "year", "time"),
    "early": ("-date", "-year", "-time"),
    "deep": ("depth",),
    "shallow": ("-depth",),
    "wide": ("width",),
    "narrow": ("-width",),
    "far": ("distance",),
    "near": ("-distance",),
    "close": ("-distance",),
    "hot": ("temperature",),
    "warm": ("temperature",),
    "cold": ("-temperature",),
    "cool": ("-temperature",),
    "populous": ("population",),
    "populated": ("population",),
    "crowded": ("population", "attendance"),
    "dense": ("density",),
    "bright": ("brightness", "-magnitude", "luminosity"),
    "strong": ("strength", "power", "magnitude"),
    "powerful": ("power", "thrust", "horsepower"),
    "loud": ("volume",),
    "successful": ("wins", "points", "score"),
    "good": ("rating", "score", "grade", "-rank", "-ranking", "points"),
    "bad": ("-rating", "-score", "-grade", "rank", "ranking"),
    "experienced": ("experience", "years"),
}
"""What an adjective measures; `-` marks measures that fall as it rises (the older, the earlier the birth)."""

GRADED = {
    "better": ("good", "er"), "best": ("good", "est"), "worse": ("bad", "er"), "worst": ("bad", "est"),
    "farther": ("far", "er"), "farthest": ("far", "est"), "further": ("far", "er"), "furthest": ("far", "est"),
    "later": ("late", "er"), "latest": ("late", "est"), "elder": ("old", "er"), "eldest": ("old", "est"),
}  # fmt: skip
"""Irregular comparatives and superlatives: the adjective, and the ending that they stand for."""

VERBS: dict[str, tuple[str, ...]] = {
    "born": ("birth", "born", "birthday", "dob"),
    "die": ("death", "died"),
    "live": ("city", "address", "residence", "town", "country", "state", "home", "location"),
    "reside": ("city", "address", "residence", "country"),
    "weigh": ("weight", "mass"),
    "cost": ("price", "cost", "fee"),
    "earn": ("salary", "earnings", "income", "money"),
    "paid": ("salary", "amount", "paid", "payment"),
    "last": ("duration", "length"),
    "locate": ("location", "city", "country", "address", "state"),
    "base": ("location", "city", "headquarters", "country"),
    "speak": ("language",),
    "call": ("name", "title"),
    "name": ("name", "title"),
    "title": ("title", "name"),
    "found": ("founded", "founding", "established", "foundation", "creation"),
    "establish": ("established", "founded", "establishment"),
    "create": ("creation", "created", "year", "date"),
    "build": ("built", "construction", "year"),
    "built": ("built", "construction", "year"),
    "open": ("opening", "opened", "open"),
    "release": ("release", "released", "year"),
    "publish": ("publication", "published", "date", "year"),
    "play": ("position", "game", "sport"),
    "happen": ("date", "year", "time"),
    "live in": ("city", "address", "residence"),
}
"""What a verb is about."""

ASKED = {
    "when": ("date", "time", "year", "day"),
    "where": ("location", "place", "city", "country", "address", "site", "venue", "state"),
    "how old": ("age",),
    "how tall": ("height",),
    "how high": ("height", "altitude", "elevation"),
    "how long": ("length", "duration", "runtime", "time"),
    "how far": ("distance",),
    "how fast": ("speed", "velocity"),
    "how heavy": ("weight", "mass"),
    "how much": ("price", "cost", "amount", "fee", "total", "money", "salary"),
    "how big": ("size", "area", "population"),
    "how large": ("size", "area", "population", "capacity"),
    "how deep": ("depth",),
    "how wide": ("width",),
    "how often": ("frequency",),
}
"""What a question word asks for."""

FUNCTION_WORDS = frozenset(
    """
    a an the of in on at to for from by with and or is are was were be been being do does did has have had having that
    which who whom whose what where when how why it its they them their there this these those i me my we us our you
    your he she his her him as than then so if not no any all each every some both either neither per into out s
    """.split()  # noqa: SIM905
)
"""Words of grammar: no name of a table or column begins or ends in one."""

ORDERS = frozenset(
    {
        "in", "the", "ascending", "descending", "alphabetical", "alphabetic", "lexicographic", "lexicographical",
        "chronological", "increasing", "decreasing", "reverse", "reversed", "numerical",
    }
)  # fmt: skip
"""Words before "order" when it means a sequence and not a purchase."""

LINKING_WORDS = frozenset({"of", "the", "a", "an", "all", "s"})
"""Words of grammar that may stand inside the name of a column: "date of birth", "names of all singers"."""

COUNTERS = frozenset({"number", "numbers", "amount", "count", "list", "lists", "kind", "kinds", "type", "types"})
"""Words that count what follows "of", and may name a column otherwise."""

CUES = frozenset(
    """
    total counts average maximum minimum ordered show shows first last top most least sum each different distinct
    max min mean sort same many much other others have
    """.split()  # noqa: SIM905
)
"""Words that say what to compute: alone, and before another name, they name no column."""

SPELT = {
    "female": ("f", "female", "woman", "w"), "females": ("f", "female"), "women": ("f", "female", "woman"),
    "woman": ("f", "female", "woman"), "girls": ("f", "female", "girl"), "girl": ("f", "female", "girl"),
    "male": ("m", "male", "man"), "males": ("m", "male"), "men": ("m", "male", "man"), "man": ("m", "male", "man"),
    "boys": ("m", "male", "boy"), "boy": ("m", "male", "boy"),
}  # fmt: skip
"""Words whose values tables often abbreviate; they count only in a column of sex or gender."""

STOPWORDS = FUNCTION_WORDS | frozenset(
    """
    about above after along also always amount and another appear ascending available average before belong below
    between can come compute contain correspond corresponding could count data database descending detail details
    different display distinct down during ever exactly except fewer fewest find first following get give given
    greater greatest had happen highest include information just kind kinds know largest last least less list lowest
    many match maximum minimum more most much name named names never now number numbers one ones only order ordered
    other others over please provide record records respectively result return same select should show since smallest
    sort sorted sorts still such sum table tell than thing three through time times together total two type types
    under until up use used using values want well will within without would year years yet
    """.split()  # noqa: SIM905
)
"""Words that alone name no value."""

PLAIN = STOPWORDS | frozenset(
    """
    alphabetical alphabetically answer associated belonging belongs calculate call called common contained containing
    contains corresponds determine entire exist exists exit frequent frequently full grouped held hold holds identify
    letter letters lexicographical listed locate located made make makes offer offered old part popular question
    recent recently related report respective sequence substring take taken takes things titled took whole word words
    """.split()  # noqa: SIM905
)
"""Words that, being unexplained, say nothing about a question."""
