"""From what a model wrote about evidence to nouns whose every reference and quote has been checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.prompts.names import read_label, read_prose, read_references, read_step
from agent.prompts.transcript import labels
from agent.reasoner.base import Context
from agent.reasoner.serving.forms import ReplyError
from agent.reasoner.serving.quotes import locate
from agent.reasoner.serving.wire import ClaimReply, CritiqueReply, DraftReply, JudgeReply, QuoteReply, TriageReply
from agent.schema import Claim, Clarification, Critique, Draft, Effort, Judgement, Mark, Triage, Verdict
from agent.sql.attempt import Written
from tools.schema import Evidence, EvidenceStatus, Quote

_LABEL = re.compile(r"\[(E\d+)\]")
_CITED = re.compile(r"\s*[\[(](E\d+(?:\s*[,;]\s*E\d+)*)[\])]")


def read_triage(reply: TriageReply, *, may_ask: bool) -> Triage:
    """Return the first reading; without `may_ask`, or with a single reading to choose from, nothing is asked back."""
    readings = tuple(dict.fromkeys(text.strip() for text in reply.readings if text.strip()))
    asks = may_ask and bool(reply.ask.strip()) and len(readings) != 1
    return Triage(
        form=reply.form,
        effort=Effort(reply.effort),
        trivial=reply.one_search,
        clarification=Clarification(question=reply.ask.strip(), options=readings) if asks else None,
        assumption="" if asks else reply.assumption.strip(),
        reason=reply.reason,
    )


def read_sql(sql: str, look: Sequence[str] = ()) -> Written:
    """Return a statement, or what to look at first, with the placeholders of the state."""
    looks = tuple(read_references(text.strip()) for text in look if text.strip())
    return Written(sql=read_references(sql.strip()), look=looks)


def read_judgement(reply: JudgeReply, ctx: Context, *, may_replan: bool) -> Judgement:
    """Return the judgement of the fresh steps; names of other steps and of unknown evidence are passed over."""
    by_label = _by_label(ctx)
    verdicts = {read_step(item.step): item for item in reply.steps}
    marks = {by_label[label].id: mark for mark in reply.marks if (label := read_label(mark.evidence)) in by_label}
    return Judgement(
        verdicts=tuple(
            Verdict(
                step=name,
                useful=item.useful,
                sufficient=item.sufficient,
                value=item.value.strip(),
                contradicts=tuple(
                    by_label[label].id for label in map(read_label, item.contradicts) if label in by_label
                ),
                reason=read_prose(item.reason, ctx.results),
            )
            for name, item in verdicts.items()
            if name in ctx.fresh
        ),
        marks=tuple(
            Mark(evidence=key, status=EvidenceStatus(mark.status), reason=read_prose(mark.reason, ctx.results))
            for key, mark in marks.items()
        ),
        sufficiency=_share(reply.sufficiency),
        next="continue" if reply.next == "replan" and not may_replan else reply.next,
        advice=read_prose(reply.advice, ctx.results),
    )


def read_draft(reply: DraftReply, ctx: Context) -> Draft:
    """Return the draft with the quotes that could be located; its confidence shrinks by the share that could not.

    Only accepted evidence can be quoted. `ReplyError` if it gives an answer and not one of its quotes is in that;
    unmended, it is an abstention.
    """
    accepted = {item.id for item in ctx.accepted()}
    by_label = {label: item for label, item in _by_label(ctx).items() if item.id in accepted}
    located = [_quotes(item, by_label) for item in reply.quotes]
    short, text = reply.short.strip(), _cite(reply.text, by_label)
    quotes = tuple(dict.fromkeys(quote for found in (*located, *_computed(text, short, by_label)) for quote in found))
    if short and not quotes:
        without = Draft(text=reply.text, missing=f"nothing in the evidence could be quoted for the answer {short!r}")
        raise ReplyError(_not_quoted(reply.quotes), otherwise=without)
    share = sum(map(bool, located)) / len(located) if located else 1.0
    return Draft(
        short=short,
        text=text,
        quotes=quotes,
        confidence=_share(reply.confidence) * share if short else 0.0,
        missing=reply.missing,
    )


def read_critique(reply: CritiqueReply, ctx: Context) -> Critique:
    """Return the critique; a claim is supported only where the words that support it are in the evidence.

    When none of the claims that the model found supported is, an acceptance becomes a revision.
    """
    by_label = _by_label(ctx)
    claims = tuple(_claim(item, by_label) for item in reply.claims if item.text.strip())
    supported = [claim for claim in claims if claim.verdict == "supported"]
    hollow = reply.action == "accept" and bool(claims) and not supported
    believed = sum(item.verdict == "supported" for item in reply.claims)
    share = len(supported) / believed if believed else 1.0
    return Critique(
        claims=claims,
        unmet=tuple(text for text in reply.unmet if text.strip()),
        action="revise" if hollow else reply.action,
        confidence=_share(reply.confidence) * share,
        reason="the words said to support it are not in the evidence" if hollow else reply.reason,
    )


def _claim(item: ClaimReply, by_label: dict[str, Evidence]) -> Claim:
    evidence = [by_label[label] for quote in item.quotes if (label := read_label(quote.evidence)) in by_label]
    hollow = item.verdict == "supported" and not any(_quotes(quote, by_label) for quote in item.quotes)
    return Claim(
        text=item.text,
        verdict="unsupported" if hollow else item.verdict,
        evidence=tuple(dict.fromkeys(found.id for found in evidence)),
        reason="the words said to support it are not in the evidence" if hollow else item.reason,
    )


def _by_label(ctx: Context) -> dict[str, Evidence]:
    names = labels(ctx)
    return {names[item.id]: item for item in ctx.evidence}


def _quotes(item: QuoteReply, by_label: dict[str, Evidence]) -> tuple[Quote, ...]:
    evidence = by_label.get(read_label(item.evidence))
    return locate(evidence, item.quote) if evidence else ()


def _computed(text: str, short: str, by_label: dict[str, Evidence]) -> list[tuple[Quote, ...]]:
    """Quote the short answer in the computations that the text cites; models seldom think of it."""
    cited = [by_label[label] for label in dict.fromkeys(_LABEL.findall(text))]
    return [locate(item, short) for item in cited if item.kind == "computation"]


def _not_quoted(quotes: Sequence[QuoteReply]) -> str:
    if not quotes:
        return "it gives an answer without a quote; copy the words that it stands on, with the label of their evidence"
    said = "; ".join(f"{item.evidence}: {item.quote[:120]!r}" for item in quotes[:3])
    return f"these words are not in the evidence that they name, or it is set aside ({said}); copy them exactly"


def _cite(text: str, known: Iterable[str]) -> str:
    """Write every citation as `[E1]`, several as `[E1][E2]`, and drop labels of no evidence."""
    labels_known = set(known)

    def write(found: re.Match[str]) -> str:
        names = [name for name in re.findall(r"E\d+", found[1]) if name in labels_known]
        return f" {''.join(f'[{name}]' for name in names)}" if names else ""

    return _CITED.sub(write, text).strip()


def _share(percent: int) -> float:
    """Return a percentage as a share, held to [0, 1]."""
    return min(max(percent, 0), 100) / 100
