"""Questions of one hop, made from triples whose subject has a passage that states them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from evals.datasets.multihop import load_multihop
from evals.training.reader.rows import Row, occurrences
from retrievers.reading import nations
from retrievers.reading.sources import Source

FORMS: Mapping[str, Sequence[str]] = {
    "director": ("Who directed {}?", "Who is the director of {}?", "Which director made the film {}?"),
    "country of citizenship": (
        "What nationality is {}?",
        "Which country is {} from?",
        "What is the nationality of {}?",
        "Of which country is {} a citizen?",
    ),
    "date of birth": ("When was {} born?", "What is the date of birth of {}?", "What is {}'s birthday?"),
    "date of death": ("When did {} die?", "What is the date of death of {}?", "On what date did {} die?"),
    "place of birth": ("Where was {} born?", "What is the place of birth of {}?", "In which city was {} born?"),
    "place of death": ("Where did {} die?", "What is the place of death of {}?", "In which place did {} die?"),
    "country": ("In which country is {}?", "What country is {} in?", "What is the country of {}?"),
    "country of origin": ("Which country is {} from?", "What is the country of origin of {}?"),
    "father": ("Who is the father of {}?", "Who is {}'s father?", "Whose child is {}?"),
    "mother": ("Who is the mother of {}?", "Who is {}'s mother?"),
    "spouse": ("Who is the spouse of {}?", "Who was {} married to?", "Who is {}'s husband or wife?"),
    "child": ("Who is the child of {}?", "Who is {}'s child?"),
    "sibling": ("Who is the sibling of {}?", "Who is {}'s brother or sister?"),
    "performer": ("Who performed {}?", "Who is the performer of {}?", "Who sang {}?"),
    "composer": ("Who composed {}?", "Who is the composer of {}?", "Who wrote the music of {}?"),
    "publication date": ("When was {} released?", "What is the publication date of {}?", "When did {} come out?"),
    "cause of death": ("How did {} die?", "What is the cause of death of {}?", "Why did {} die?"),
    "award received": ("What award did {} receive?", "Which prize was {} given?"),
    "educated at": ("Where did {} study?", "Where was {} educated?", "Which university did {} attend?"),
    "founded by": ("Who founded {}?", "Who is the founder of {}?"),
    "publisher": ("Who published {}?", "Who is the publisher of {}?"),
    "inception": ("When was {} founded?", "What is the inception of {}?"),
    "employer": ("Who does {} work for?", "What is the employer of {}?"),
}
"""Ways to ask for the object of a triple."""
POLAR: Mapping[str, Sequence[str]] = {
    "director": ("Was {} directed by {}?", "Is {} a film by {}?"),
    "country of citizenship": ("Is {} from {}?", "Is {} a citizen of {}?"),
    "date of birth": ("Was {} born on {}?",),
    "date of death": ("Did {} die on {}?",),
    "place of birth": ("Was {} born in {}?", "Is {} from {}?"),
    "place of death": ("Did {} die in {}?",),
    "country": ("Is {} in {}?", "Is {} located in {}?"),
    "country of origin": ("Is {} from {}?", "Was {} made in {}?"),
    "father": ("Is {} a child of {}?",),
    "mother": ("Is {} a child of {}?",),
    "spouse": ("Was {} married to {}?",),
    "performer": ("Was {} performed by {}?",),
    "composer": ("Was {} composed by {}?",),
    "publication date": ("Was {} released on {}?",),
    "award received": ("Did {} receive the {}?",),
    "educated at": ("Did {} study at {}?",),
    "founded by": ("Was {} founded by {}?",),
    "publisher": ("Was {} published by {}?",),
    "employer": ("Did {} work for {}?",),
}
"""Ways to ask whether the object of a triple is the right one."""
_OF_NATION = ("Is {} {}?",)
_OTHER = ("What is the {} of {}?", "Who or what is the {} of {}?")
DISTRACTORS = 4
"""Passages of other subjects that come with each question."""


def of_triples(prefix: Path, seed: int) -> Iterator[Row]:
    """Yield the questions for each triple (`evidences`) of a set, where the subject's passage has the object.

    There are two that ask for the object, and one for yes or no that names it or another triple's.
    """
    read = load_multihop(prefix)
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    named: defaultdict[str, list[str]] = defaultdict(list)
    for pid, title in read.titles.items():
        named[title].append(pid)
    with Path(f"{prefix}.questions.jsonl").open(encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    told: defaultdict[str, set[str]] = defaultdict(set)
    for line in questions:
        for _, relation, object_ in line["evidences"]:
            told[relation].add(object_)
    objects = {relation: sorted(names) for relation, names in told.items()}
    for line in questions:
        for subject, relation, object_ in line["evidences"]:
            for pid in named.get(subject, [])[:1]:
                places = tuple(occurrences(read.texts[pid], object_))
                others = [
                    other for other in line["context_pids"] if other in read.texts and other not in named[subject]
                ]
                if places:
                    pids = [pid, *chance.sample(others, min(DISTRACTORS, len(others)))]
                    row = Row(
                        question="",
                        texts=tuple(Source(read.titles[each], read.texts[each]) for each in pids),
                        gold=tuple(each == pid for each in pids),
                        places=(places, *(() for _ in pids[1:])),
                        answers=(object_,),
                        source="triples",
                    )
                    for question in _asked(subject, relation, chance):
                        yield replace(row, question=question)
                    yield from _polar(row, subject, relation, objects[relation], chance)


def _polar(row: Row, subject: str, relation: str, objects: Sequence[str], chance: random.Random) -> Iterator[Row]:
    """Yield a question whether the object is the right one, or another that the passage does not name."""
    text, right = row.texts[0].text, row.answers[0]
    lands = set(nations.countries(right))
    wrong = [other for other in objects if not (lands & set(nations.countries(other)) or any(occurrences(text, other)))]
    verdict = not wrong or chance.random() < 0.5
    named = right if verdict else chance.choice(wrong)
    forms = _OF_NATION if named.lower() in nations.DEMONYMS else POLAR.get(relation, ())
    if forms:
        asked = chance.choice(forms).format(subject, named)
        unplaced = tuple(() for _ in row.texts)
        answer = "yes" if verdict else "no"
        yield replace(row, question=asked, places=unplaced, answers=(answer,), verdict=verdict, source="polar triples")


def _asked(subject: str, relation: str, chance: random.Random) -> list[str]:
    forms = FORMS.get(relation, ())
    if forms:
        return [form.format(subject) for form in chance.sample(forms, 2)]
    return [chance.choice(_OTHER).format(relation, subject)]
