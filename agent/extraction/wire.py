"""What a served model writes when it reads a passage: reasons first, then spans."""

from __future__ import annotations

from pydantic import Field

from agent.reasoner.serving.wire import Wire


class EntityReply(Wire):
    """A thing that a passage names."""

    name: str = Field(description="its fullest name in the passage or its title, copied exactly")
    kind: str = Field(description="what it is, in one or two lower-case words: person, river, software company")


class FactReply(Wire):
    """One statement, as a triple."""

    subject: str = Field(description="the name of an entity above")
    relation: str = Field(description="the relation in a few words, read from subject to object: born in, director of")
    object: str = Field(description="the name of an entity above, or a value such as a date, copied exactly")
    evidence: str = Field(description="the sentence, or part of one, that says so, copied exactly")
    time: str = Field(description="the words of the passage that say when it held, copied exactly; else empty")


class ExtractReply(Wire):
    """What one passage says."""

    reasoning: str = Field(
        description="two to four short sentences: whom and what it speaks of, what its pronouns and descriptions stand "
        "for, and which relations it states"
    )
    entities: list[EntityReply]
    facts: list[FactReply]
