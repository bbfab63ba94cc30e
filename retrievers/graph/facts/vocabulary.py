"""Common nouns and verbs that patterns ask for: general English, none of a subject."""

from __future__ import annotations

import re

from retrievers.reading.wordlist import word_set

PERSONS = word_set(
    """man woman boy girl person people actor actress king queen prince princess emperor empress duke duchess count
    countess earl baron baroness lord lady monarch ruler saint bishop archbishop cardinal pope priest monk nun rabbi
    cleric clergyman theologian missionary politician diplomat statesman senator congressman congresswoman president
    minister governor mayor ambassador judge lawyer attorney barrister jurist general admiral colonel officer soldier
    sailor pilot aviator astronaut cosmonaut scientist physicist chemist biologist botanist zoologist geologist
    astronomer mathematician statistician economist historian philosopher sociologist psychologist anthropologist
    archaeologist linguist physician doctor surgeon nurse engineer architect inventor explorer businessman
    businesswoman entrepreneur industrialist executive banker merchant philanthropist activist artist painter sculptor
    photographer cinematographer illustrator cartoonist animator designer musician singer songwriter rapper composer
    conductor pianist violinist guitarist drummer bassist cellist vocalist dancer choreographer comedian presenter
    broadcaster journalist columnist critic editor author writer novelist poet playwright dramatist screenwriter
    essayist biographer translator librettist lyricist director producer filmmaker professor academic scholar teacher
    educator lecturer athlete footballer player swimmer sprinter cyclist boxer wrestler golfer cricketer skier coach
    manager referee racer jockey goalkeeper defender midfielder striker forward footballer model noble nobleman
    noblewoman knight aristocrat peer peeress heir heiress farmer fisherman worker criminal murderer spy agent leader
    chief founder son daughter brother sister wife husband mother father child widow member warrior samurai sultan
    shah caliph khan pharaoh tsar regent consort margrave landgrave elector abbot abbess martyr personality actor
    drummer producer librarian figure patron justice soprano tenor baritone winger prelate judoka friend mistress
    grandmother grandfather businessperson corporal lieutenant quarterback courtier official expert pioneer host
    nationalist revolutionary communist socialist feminist suffragist"""
)
_AGENT = re.compile(r".{3,}(?:ist|ician|man|woman|er|or|ess|eer|ant|analyst)")
_THINGS = word_set(
    """talisman playlist shortlist roman german human specimen skyscraper river tower center centre computer newspaper
    theater theatre number chapter order water border cancer character letter paper power layer thriller manor motor
    sector corridor harbor tractor vector reactor manufacturer retailer distributor broadcaster carrier publisher
    developer supplier provider operator printer router server container transmitter helicopter cruiser destroyer
    freighter steamer bomber fighter tanker trailer crater glacier disorder error factor mirror meteor terror horror
    restaurant plant variant elephant princess business process fortress wilderness illness weather summer winter
    quarter matter layer booster launcher chamber shelter poster folder register charter quadrant
    corner cover adapter filter sensor processor monitor career feather dinner supper manner banner
    semester trimester timber lumber tiger flower finger shoulder ladder hammer lighter boiler cooler
    schooner oyster lobster spider butter pepper ginger cinder blister amber"""
)

PLACED = word_set(
    """city town village hamlet settlement community suburb neighbourhood neighborhood district borough ward parish
    municipality commune county province region state territory department prefecture canton township locality
    country island islet peninsula archipelago lake pond reservoir river stream creek tributary bay gulf cape beach
    mountain mount hill peak ridge volcano glacier valley canyon desert forest park garden reserve cave
    school college university institute academy seminary library museum gallery theatre theater cinema hospital
    clinic church cathedral chapel basilica monastery abbey convent mosque temple synagogue castle palace mansion
    house hall tower building skyscraper fort fortress monument memorial cemetery bridge tunnel dam canal street road
    square station airport port harbour harbor stadium arena racecourse mine factory mill brewery hotel restaurant
    pub prison airfield observatory zoo market mall centre center headquarters office depot shipyard estate farm"""
)
"""Classes of things that are `in` a place."""

MAKERS = {
    **dict.fromkeys(word_set("song single album track ep record mixtape"), "performed by"),
    **dict.fromkeys(
        word_set("novel book play poem novella essay memoir autobiography biography trilogy comedy"), "written by"
    ),
    **dict.fromkeys(word_set("film movie documentary thriller western"), "directed by"),
    **dict.fromkeys(word_set("opera symphony concerto sonata ballet cantata oratorio operetta musical"), "composed by"),
    **dict.fromkeys(word_set("painting fresco portrait"), "painted by"),
    **dict.fromkeys(word_set("sculpture statue"), "created by"),
}
"""What a thing `by` somebody was done to, by its class."""
FILMS = word_set("film movie documentary series sitcom drama comedy thriller western miniseries show serial short")

KIN = {
    **dict.fromkeys(["father"], "father"),
    **dict.fromkeys(["mother"], "mother"),
    **dict.fromkeys(["parent", "parents"], "parent"),
    **dict.fromkeys(["wife", "husband", "spouse", "consort", "widow", "widower"], "spouse"),
    **dict.fromkeys(["son", "daughter", "child", "children", "sons", "daughters"], "child"),
    **dict.fromkeys(["brother", "sister", "brothers", "sisters", "sibling", "siblings"], "sibling"),
}
"""Relation by the noun: `his father` leads to the father."""
KIN_OF = {
    **dict.fromkeys(["father", "mother"], "child"),
    **dict.fromkeys(["son", "daughter", "child"], "parent"),
    **dict.fromkeys(["wife", "husband", "spouse", "consort", "widow", "widower"], "spouse"),
    **dict.fromkeys(["brother", "sister"], "sibling"),
}
"""Relation by the noun: `the son of` leads to a parent."""
MALE = word_set("King Duke Lord Sir Emperor Prince Count Earl Baron Sultan Mr Viscount Tsar Rev Hon Judge Father")
FEMALE = word_set("Queen Duchess Lady Empress Princess Countess Baroness Mrs Miss Dame")

BACKWARD = {
    "directed": "directed by", "wrote": "written by", "written": "written by", "produced": "produced by",
    "composed": "composed by", "founded": "founded by", "co-founded": "founded by", "cofounded": "founded by",
    "established": "founded by", "invented": "invented by", "discovered": "discovered by", "designed": "designed by",
    "created": "created by", "developed": "developed by", "painted": "painted by", "built": "built by",
    "edited": "edited by", "published": "published by",
}  # fmt: skip
"""Relations that are told from the thing's side, by the verb of who did it."""
ACTIVE = {
    "married": "spouse", "wed": "spouse", "remarried": "spouse", "won": "won", "received": "received",
    "attended": "educated at", "joined": "joined", "led": "led", "leads": "leads", "commanded": "commanded",
    "owns": "owns", "manages": "manages", "operates": "operates", "maintains": "maintains", "acquired": "acquired",
    "borders": "borders", "orbits": "orbits", "stars": "starring", "starred": "starring", "features": "features",
    "owned": "owned", "managed": "managed", "runs": "runs", "chairs": "chairs", "supervises": "supervises",
    "employs": "employs", "uses": "uses", "supplies": "supplies", "replaced": "replaced", "replaces": "replaces",
    "succeeded": "succeeded", "defeated": "defeated", "hosts": "hosts", "hosted": "hosted", "heads": "heads",
    "headed": "headed",
}  # fmt: skip
"""Relations by the verb whose object is a name."""
NOUNS_OF = word_set(
    """capital founder co-founder cofounder president chairman chairwoman chair chancellor king queen emperor ruler
    leader head director author writer editor owner mayor governor bishop archbishop commander captain principal
    dean rector headquarters seat member part subsidiary division suburb district borough tributary sequel
    prequel remake soundtrack successor predecessor manager coach chief secretary treasurer ambassador creator
    designer architect inventor discoverer developer lead maintainer supplier maker manufacturer publisher
    drummer singer guitarist bassist vocalist frontman moon satellite patron birthplace hometown branch brand
    province"""
)
"""Nouns that name a relation with what stands after `of`."""
TOLD_BACKWARD = {
    "founder": "founded by", "co-founder": "founded by", "cofounder": "founded by", "author": "written by",
    "creator": "created by", "designer": "designed by", "architect": "designed by", "inventor": "invented by",
    "discoverer": "discovered by", "developer": "developed by", "publisher": "published by",
}  # fmt: skip

HEDGES = word_set(
    """not never no nor n't neither if whether unless would could may might should must will shall perhaps possibly
    probably
    maybe allegedly reportedly supposedly apparently presumably likely unlikely rumoured rumored alleged claimed claims
    claim believed thought suggested suggests disputed fictional legend legendary myth planned plans proposed expected
    scheduled intended attempted considered almost nearly failed refused declined unknown uncertain ostensibly
    purportedly said tentatively originally upcoming forthcoming seemingly traditionally hoped hopes wants wanted
    imagines pretends without cannot won't didn't wasn't isn't doesn't weren't aren't unsuccessfully
    denied denies circa"""
)
"""Words after which a sentence states nothing for certain."""


def is_person_noun(noun: str) -> bool:
    """Whether a common noun names people."""
    head = noun.split()[-1] if noun else ""
    single = head.removesuffix("s")
    if head in _THINGS:
        return False
    return head in PERSONS or single in PERSONS or bool(_AGENT.fullmatch(single))
