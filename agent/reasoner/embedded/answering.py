"""The draft: a short answer, the chain in a sentence or two with citations, and the quotes it stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.reasoner.base import Context
from agent.reasoner.embedded.calibration import Chosen, calibrated
from agent.reasoner.embedded.choosing import beyond, goes_by, offered, presumed
from agent.reasoner.embedded.compare import alternatives
from agent.reasoner.embedded.confidence import of_chain
from agent.reasoner.embedded.forms import fits, is_figure
from agent.reasoner.embedded.linking import Span
from agent.reasoner.embedded.links import Link, final_step, leading_to, links_of
from agent.reasoner.embedded.phrasing import statement
from agent.reasoner.embedded.support import Support, occurrences, said_in, shown_by, supports
from agent.reasoner.passages import passage_of
from agent.schema import Draft
from retrievers.answer_type import answer_type
from retrievers.reader import Reader
from retrievers.reading.model import key
from retrievers.reading.readings import Reading
from retrievers.reading.repeats import says
from retrievers.schema import AnswerType
from retrievers.titles import bare
from tools.schema import Evidence, Quote

_DIRECT_DISCOUNT = 0.6
"""What a reading of the whole question counts beside a chain: the reader is made for single hops."""
_SAID_AGAIN = 0.3
"""What a chain counts that ends in what the question names already."""
_MOST_LISTED = 12
_PATH = " — "
"""What only the chains of a path have."""
_MOST_READ = 12
"""Readings of the whole question that are considered."""


class Answerer:
    """Drafts answers from accepted evidence."""

    def __init__(
        self,
        read: Callable[[Context], str],
        reader: Reader,
        chains: Reader | None = None,
        names: Callable[[str], list[Span]] = lambda _: [],
        *,
        looks: bool = False,
    ) -> None:
        """Take the question with what was clarified from `read`, and names in it from `names`.

        Passages are read with `reader`; `chains` reads whole questions from passages taken together. With `looks` what
        the search for the whole question read counts as well: where it finds rows of tables with the texts that lead
        to them, that may be all the question needs.
        """
        self._looks = looks
        self._read = read
        self._reader = reader
        self._chains = chains
        self._names = names

    def __call__(self, ctx: Context) -> Draft:
        """Answer from the chain of the plan, or from a reading of the whole question where that is surer."""
        return self.draft(self.candidates(ctx), ctx)

    def draft(self, candidates: Sequence[Chosen], ctx: Context) -> Draft:
        """Answer from the surest of the candidates."""
        surest = calibrated if self._chains else lambda chosen: chosen.raw
        chosen = max(candidates, key=surest, default=None)
        if chosen is None:
            return Draft(missing=_missing(ctx, links_of(ctx)))
        return draft_of(chosen.chain, calibrated(chosen), ctx)

    def candidates(self, ctx: Context) -> list[Chosen]:
        """Return the chain of the plan, if it is complete, and the reading of the whole question beside it."""
        links = links_of(ctx)
        final = final_step(ctx.plan) if ctx.plan else None
        chain = (presumed(final, links) or leading_to(final.id, links)) if final else []
        chain = self._within_choice(chain)
        complete = bool(chain) and final is not None and chain[-1].step == final.id
        found = [self._weighed(ctx, chain)] if complete else []
        computed = complete and chain[-1].tool != "search"
        if not complete or ((len(chain) > 1 or self._chains is not None) and not computed):
            bridges = [link.value for link in (chain[:-1] if complete else links)]
            direct = self._direct(ctx, bridges)
            if direct:
                together = self._chains is not None
                weight = _DIRECT_DISCOUNT if complete and not together else 1.0
                raw = direct[-1].confidence * weight
                found.append(Chosen(chain=tuple(direct), raw=raw, instead=True, together=together))
        if self._chains and len(found) > 1:
            agrees = key(found[0].chain[-1].value) == key(found[1].chain[-1].value)
            found = [replace(chosen, agrees=agrees) for chosen in found]
        return [*found, *self._looked(ctx, links)] if self._looks else found

    def _looked(self, ctx: Context, links: Sequence[Link]) -> list[Chosen]:
        """Return the reading of a first look at the whole question, if the plan has hops beside it.

        What a hop found that only leads to the answer is none.
        """
        steps = ctx.plan.steps if ctx.plan is not None else ()
        if len(steps) < 2 or any(steps[0].id in step.depends_on for step in steps):
            return []
        asked, needed = self._read(ctx), {name for step in steps for name in step.depends_on}
        passed = {key(link.value) for link in links if link.step in needed}
        looks = [link for link in links if link.step == steps[0].id and link.tool == "search"]
        return [
            Chosen(chain=(link,), raw=of_chain([link]), instead=True)
            for link in looks
            if not says(asked, link.value) and key(link.value) not in passed
        ]

    def _within_choice(self, chain: Sequence[Link]) -> list[Link]:
        """Let a chain that was to choose end in what its question offers, or before its end if it chose otherwise."""
        last = chain[-1] if chain else None
        if last is None or last.tool != "search" or last.expects is not AnswerType.CHOICE:
            return list(chain)
        among = alternatives(last.question, self._names(last.question))
        meant = next((value for value in last.values if any(goes_by(value, name) for name in among)), None)
        if not among or meant == last.value:
            return list(chain)
        return list(chain[:-1]) if meant is None else [*chain[:-1], replace(last, value=meant)]

    def _weighed(self, ctx: Context, chain: Sequence[Link]) -> Chosen:
        """Weigh a chain; one that was read and ends in what the question names counts little.

        It ends in the next value of its reading then, if the question does not offer its answer.
        """
        last, asked = chain[-1], self._read(ctx)
        if last.tool != "search" or not says(asked, last.value):
            return Chosen(chain=tuple(chain), raw=of_chain(chain), instead=False)
        ended = (*chain[:-1], beyond(last, asked))
        return Chosen(chain=ended, raw=of_chain(chain) * _SAID_AGAIN, instead=False)

    def _direct(self, ctx: Context, bridges: Sequence[str]) -> list[Link]:
        """Read the whole question from all accepted passages; what only leads to the answer is none."""
        found = {str(item.data.get("passage")): item for item in ctx.accepted() if item.kind == "passage"}
        question = self._read(ctx)
        expects = answer_type(question)
        reader = self._chains or self._reader
        readings = reader.read(question, [passage_of(item) for item in found.values()], expects=expects, top=_MOST_READ)
        passed = {bridge.casefold() for bridge in bridges}
        fitting = [r for r in readings if r.text.casefold() not in passed and fits(r.text, expects)]
        if expects is AnswerType.CHOICE:
            among = offered(ctx) or alternatives(question, self._names(question))
            fitting = [r for r in fitting if any(goes_by(r.text, name) for name in among)] if among else fitting
        return read_together(question, expects, fitting[0], found) if fitting else []


def read_together(
    question: str, expects: AnswerType | None, reading: Reading, found: Mapping[str, Evidence]
) -> list[Link]:
    """Return a reading as links: what it was read together with leads, and it comes last."""
    holder = found[reading.passage.id]
    decides = expects is AnswerType.YES_NO
    beside = [found[passage.id] for passage in reading.beside]
    named = [bare(item.title) for item in (holder, *beside)]

    def link(value: str, evidence: Sequence[Evidence], *, leads: bool) -> Link:
        return Link(
            step="",
            tool="search",
            question=question,
            value=value,
            values=(value,),
            confidence=reading.score,
            expects=expects,
            evidence=tuple(evidence),
            leads=leads,
        )

    leading = [
        link(value, (item,), leads=True)
        for item in (*beside, *((holder,) if decides else ()))
        if (value := next((name for name in (*named, reading.text) if occurrences(item.text, name)), ""))
    ]
    rest = [item for item in found.values() if item.id != holder.id]
    return [*leading, link(reading.text, (holder, *rest), leads=False)]


def draft_of(chain: Sequence[Link], confidence: float, ctx: Context) -> Draft:
    """Write the draft of a chain whose last link answers the question."""
    last = chain[-1]
    short = shown(last)
    found = [(link, supports(link)) for link in chain]
    said = [_said(link, support, ctx) for link, support in found if link is not last or link.tool != "python"]
    if last.tool == "python":
        said.append(f"So the answer is {short}{_cited(_quotes(*found[-1]), ctx)}.")
    said += [tie for tie in (_told(last, "tie"),) if tie]
    cut = [quote for link, s in found for quote in (*_quotes(link, s), *said_in(link), *shown_by(link).left_out)]
    quotes = tuple(dict.fromkeys(cut))
    return Draft(short=short, text=" ".join(said), quotes=quotes, confidence=round(confidence, 4))


def shown(link: Link) -> str:
    """Return the short answer of a link: all values where they belong together and a list was asked for."""
    together = link.tool != "search" and len(link.values) > 1
    if together and (link.expects in {AnswerType.LIST, None} or link.tool == "graph"):
        listed = link.values[:_MOST_LISTED]
        return ("; " if any(_PATH in value for value in listed) else ", ").join(listed)
    return link.value


def _said(link: Link, support: Support | None, ctx: Context) -> str:
    quotes = _quotes(link, support)
    if link.leads and support is not None:
        return f"{support.quote.text(support.evidence).rstrip(' .')}{_cited(quotes, ctx)}."
    paths = shown_by(link)
    more = "1 more path is" if paths.more == 1 else f"{paths.more} more paths are"
    beside = f" {more} not quoted." if paths.more and quotes else ""
    beside += "".join(f" Not compared: {_text(quote, link)}{_cited([quote], ctx)}." for quote in paths.left_out)
    return f"{statement(link.question, measured(link))}{_cited(quotes, ctx)}.{beside}"


def measured(link: Link) -> str:
    """Return the short answer of a link with its unit, where it is a figure of a column whose unit is known."""
    unit, *_ = _told(link, "units") or [""]
    value = shown(link)
    return f"{value} {unit}".replace(" %", "%") if unit and is_figure(link.value) else value


def _told(link: Link, name: str) -> Any:  # noqa: ANN401 - a field of a JSON object
    """Return what the first rows that a link stands on have under a name, None if there is nothing."""
    return next((item.data.get(name) for item in link.evidence if item.kind == "rows"), None)


def _quotes(link: Link, support: Support | None) -> list[Quote]:
    """Return what a link stands on: one place that shows its value, or all paths of a graph that do."""
    if support is None:
        return []
    paths = shown_by(link).paths
    return list(paths) if paths and support.evidence.kind == "triples" else [support.quote]


def _text(quote: Quote, link: Link) -> str:
    return next(quote.text(item) for item in link.evidence if item.id == quote.evidence)


def _cited(quotes: Sequence[Quote], ctx: Context) -> str:
    labels = dict.fromkeys(ctx.refs[quote.evidence].label for quote in quotes if quote.evidence in ctx.refs)
    return f" {''.join(f'[{label}]' for label in labels)}" if labels else ""


def _missing(ctx: Context, links: Sequence[Link]) -> str:
    """Say what was not found: the first step of the plan without a value, or that support is weak."""
    if ctx.plan is not None:
        answered = {link.step for link in links}
        for step in ctx.plan.steps:
            if step.id not in answered and step.tool != "python":
                return f"nothing was found that answers {step.question or step.input!r}."
    if links:
        return "what was found does not support an answer well enough."
    return "nothing was found on this in the knowledge base."
