"""Closed-class words and common verbs of English: what the tagger knows."""

from __future__ import annotations

from retrievers.reading.wordlist import word_set

DETERMINERS = word_set(
    """a an the this that these those each every either neither some any no all both another such its his her their
    our my your half several many few"""
)
PREPOSITIONS = word_set(
    """of in on at by for from with to into onto upon over under between among against during before after since
    until till about above below across along around behind beside besides beyond near off through throughout
    toward towards via within without per as like than despite amid alongside including regarding concerning
    unlike inside outside following worth excluding"""
)
PRONOUNS = word_set(
    """i you he she it we they me him us them himself herself itself themselves ourselves myself one ones others
    something anything nothing everything someone anyone everyone nobody there here mine hers theirs ours"""
)
WH_WORDS = word_set("who whom whose what which when where why how")
AUXILIARIES = word_set(
    """is are was were be been being am do does did has have had having can could will would shall should may might
    must 's 're 've 'll 'd isn't aren't wasn't weren't don't doesn't didn't hasn't haven't can't couldn't won't"""
)
CONJUNCTIONS = word_set("and or but nor")
SUBORDINATORS = word_set("because although though while whereas if unless whether once")
ADVERBS = word_set(
    """not also very more most less least only just even still already again then now ever never often always
    usually sometimes later earlier soon first last together too so well much rather quite almost nearly
    approximately about ago away back down up out however therefore thus instead else yet perhaps once twice
    especially particularly currently formerly originally mainly mostly eventually finally initially recently
    previously"""
)
ADJECTIVES = word_set(
    """new old young large small big great long short high low good bad best worst early late main major minor
    first last second third other same different own former current various certain several general common
    famous popular important similar single double full whole entire total modern ancient local public private
    free open closed early real true false strong weak rich poor hard soft hot cold warm cool black white red
    blue green golden tall deep wide broad narrow heavy light fast slow top left right next previous largest
    smallest highest lowest oldest youngest longest shortest biggest greatest tallest deepest northern southern
    eastern western central upper lower older younger larger smaller higher longer shorter bigger greater
    earliest latest female male senior junior independent maternal paternal human sole chief prime royal
    national international military"""
)
NUMBERS = word_set(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    billion trillion dozen dozens hundreds thousands millions billions"""
)
MONTHS = word_set("january february march april may june july august september october november december")
VERBS = word_set(
    """accept accompany achieve acquire act adapt add admit adopt advance affect agree aim allow announce appear
    apply appoint approve argue arise arrange arrest arrive ask assassinate assign assist associate attack
    attempt attend attract avoid award ban base bear beat become begin behead believe belong border borrow break
    bring broadcast build burn bury buy call capture carry cast cause celebrate chair change charge chase choose
    cite claim close coach collaborate collapse collect combine come command commission commit compare compete
    compile complete compose comprise conduct confirm connect conquer consider consist construct contain
    continue contribute control convert convict cooperate cost cover create credit cross crown damage deal
    decide declare decline decrease dedicate defeat defend define deliver demand demolish depart depend depict
    derive descend describe design destroy determine develop devise die direct disappear discover dismiss
    dissolve distribute divide divorce donate draft draw drain drive drop earn edit educate elect emerge
    emigrate employ empty enable encourage end enjoy enlist enroll ensure enter escape establish estimate evolve
    examine exceed execute exist expand expect experience explain explore express extend face fail fall feature
    feed feel fight fill film find finish fire flee flow fly focus follow force forbid form found fund gain
    gather generate get give go govern graduate grant grow happen have head hear help hire hit hold host house
    identify illustrate impact imply improve include increase induct influence inform inhabit inherit inspire
    install intend introduce invade invent invest investigate invite involve issue join judge jump keep kill
    know lack land last launch lay lead learn leave let lie live locate lose make manage manufacture mark marry
    mean measure meet mention merge migrate move murder name narrate need negotiate nominate note obtain occupy
    occur offer open operate oppose orbit order organize originate overlook oversee own paint participate pass
    patent pay perform permit pilot place plan play point portray possess practice praise precede predict prefer
    premiere prepare present preserve preside prevent process produce promote propose prosecute prove provide
    publish purchase pursue push put raise rank reach read realize receive recognize recommend record recover
    reduce refer reflect refuse regard reign reject relate release rely remain remarry remove rename render
    renovate replace report represent require rescue research reside resign respond result retain retire return
    reveal rise rule run sail say score see seek seem select sell send separate serve set settle shape share
    shoot show sign sing sink sit solve speak specialize spend split sponsor spread stand star start state stay
    step stop strike study submit succeed suffer suggest supply support surrender surround survive suspend take
    talk teach tell think tie title touch tour trade train transfer translate travel treat try turn understand
    undergo unite use vary visit voice vote walk want warn watch wear weigh win withdraw work worship wound
    write"""
)
_IRREGULAR = """
arise arose arisen|bear bore born borne|beat beat beaten|become became become|begin began begun|bind bound
break broke broken|bring brought|build built|burn burnt|buy bought|cast cast|choose chose chosen|come came come
cost cost|cut cut|deal dealt|do did done|draw drew drawn|drive drove driven|fall fell fallen|feed fed|feel felt
fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|get got gotten|give gave given
go went gone|grow grew grown|hang hung|have had|hear heard|hit hit|hold held|keep kept|know knew known|lay laid
lead led|leave left|lie lain|lose lost|make made|mean meant|meet met|oversee oversaw overseen|pay paid|put put
read read|rise rose risen|run ran run|say said|see saw seen|seek sought|sell sold|send sent|set set|shoot shot
show shown|sing sang sung|sink sank sunk|sit sat|slay slew slain|speak spoke spoken|spend spent|spread spread
stand stood|stick stuck|strike struck|take took taken|teach taught|tell told|think thought|throw threw thrown
undergo underwent undergone|understand understood|wake woke|wear wore worn|wed wed|win won
withdraw withdrew withdrawn|write wrote written
"""
IRREGULAR_BASES = {
    form: entry.split()[0] for entry in _IRREGULAR.replace("\n", "|").split("|") if entry for form in entry.split()[1:]
}
_DOUBLING = word_set(
    """ban drop get plan put run set ship shop sit split step stop win transfer refer commit permit submit cut
    """
)


def _inflect(verb: str) -> set[str]:
    third = verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = verb + "es"
    if verb in _DOUBLING:
        stems = (verb + verb[-1],) * 2
    elif verb.endswith("e"):
        stems = (verb[:-1], verb[:-1])
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        stems = (verb[:-1] + "i", verb)
    else:
        stems = (verb, verb)
    return {third, stems[0] + "ed", stems[1] + "ing"}


BASES = {form: verb for verb in VERBS for form in _inflect(verb)} | IRREGULAR_BASES
"""Base form by inflected form of the verbs known."""
PAST_FORMS = IRREGULAR_BASES.keys() | {form for verb in VERBS for form in _inflect(verb) if form.endswith("ed")}
THIRD_PERSON = frozenset(form for verb in VERBS for form in _inflect(verb) if form.endswith("s"))
