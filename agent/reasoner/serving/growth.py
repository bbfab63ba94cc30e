"""From the facts that a model read during a run to triples that stand in its passages word for word."""

from __future__ import annotations

from collections import Counter

from agent.extraction.verify import Source, check_facts
from agent.extraction.wire import FactReply
from agent.prompts.names import read_label
from agent.prompts.transcript import labels
from agent.reasoner.base import Context
from agent.reasoner.passages import passage_of
from agent.reasoner.serving.wire import GrowReply
from retrievers.extraction import Extraction
from retrievers.schema import Triple


def read_growth(reply: GrowReply, ctx: Context) -> tuple[Triple, ...]:
    """Return the facts whose names and evidence stand in the accepted passage that they name, each once."""
    names = labels(ctx)
    passages = {names[item.id]: item for item in ctx.accepted() if item.kind == "passage"}
    triples: dict[Triple, None] = {}
    for written in reply.facts:
        item = passages.get(read_label(written.source))
        if item is not None:
            fact = FactReply.model_validate(written.model_dump(exclude={"source"}))
            facts = check_facts([fact], Source(text=item.text, title=item.title), Counter())
            triples.update(dict.fromkeys(Extraction(reader="", facts=facts).triples(passage_of(item))))
    return tuple(triple for triple in triples if triple not in ctx.grown)
