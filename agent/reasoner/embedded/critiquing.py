"""Checking a draft link by link against the quoted evidence."""

from __future__ import annotations

from agent.reasoner.base import Context
from agent.reasoner.embedded.forms import fits
from agent.reasoner.embedded.links import Link, final_step, leading_to, links_of
from agent.reasoner.embedded.phrasing import statement
from agent.reasoner.embedded.support import mentioned, occurrences, supports
from agent.reasoner.embedded.terms import read_terms
from agent.schema import Claim, Critique
from retrievers.reading.cues import cues_for
from retrievers.reading.query import read_query
from retrievers.reading.tokens import stem


def critique(ctx: Context) -> Critique:
    """Check the claims of `ctx.draft`; accept it, or say what to do."""
    draft = ctx.draft
    if draft is None or draft.abstains:
        return Critique(action="accept", confidence=0.0, reason=draft.missing if draft else "there is no draft")
    final = final_step(ctx.plan) if ctx.plan else None
    chain = leading_to(final.id, links_of(ctx)) if final else []
    quoted = {quote.evidence for quote in draft.quotes}
    used = [link for link in chain if any(item.id in quoted for item in link.evidence)]
    claims = tuple(_claim(link) for link in used)
    doubtful = [claim for claim in claims if claim.verdict != "supported"]
    unmet = tuple(_unmet(ctx))
    confidence = draft.confidence * (0.8 ** len(doubtful)) * (0.7 ** len(unmet))
    if not draft.quotes:
        why = "no evidence holds the answer"
        return Critique(claims=claims, unmet=unmet, action="abstain", confidence=confidence, reason=why)
    return Critique(claims=claims, unmet=unmet, action="accept", confidence=round(min(1.0, confidence), 4))


def _claim(link: Link) -> Claim:
    """Check one link: its value and its subject stand together in the evidence, with a word of the relation."""
    text = statement(link.question, link.value)
    support = supports(link)
    if support is None:
        return Claim(text=text, verdict="unsupported", reason="no evidence holds the value")
    item = support.evidence
    if item.kind != "passage":
        return Claim(text=text, verdict="supported", evidence=(item.id,), reason=f"computed from {item.source}")
    names = [t.bare or t.text for t in read_terms(link.question) if t.name]
    if names and not mentioned(names, item):
        return Claim(text=text, verdict="unsupported", evidence=(item.id,), reason=f"it does not name {names[0]}")
    if not fits(link.value, link.expects):
        return Claim(
            text=text, verdict="contradicted", evidence=(item.id,), reason=f"{link.value!r} is no {link.expects}"
        )
    if not _says_relation(link, item.text):
        return Claim(
            text=text, verdict="supported", evidence=(item.id,), reason="by name only; the relation is not stated"
        )
    return Claim(text=text, verdict="supported", evidence=(item.id,))


def _says_relation(link: Link, text: str) -> bool:
    query = read_query(link.question, link.expects)
    relation = (set(query.content) - query.names) | query.cues
    if not relation:
        return True
    return bool(relation & {stem(word.strip(".,;:()\"'")) for word in text.split()}) or bool(cues_for(relation) & {""})


def _unmet(ctx: Context) -> list[str]:
    """Constraints of the question that the draft plainly does not meet."""
    if ctx.draft is None or ctx.triage is None:
        return []
    return [] if fits(ctx.draft.short, ctx.triage.form) else [f"the answer should be a {ctx.triage.form}"]


def held(values: tuple[str, ...], text: str) -> bool:
    """Whether a text holds any of some values."""
    return any(occurrences(text, value) for value in values)
