"""How documents are cut into passages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import Field, ValidationError, model_validator

from retrievers.errors import UserError
from retrievers.schema import Frozen

PASSAGE_PIECES = 220
"""Most wordpieces of a passage unless set otherwise, by the estimate below; the packaged encoder reads 256 with the
title."""


class Splitting(Frozen):
    """How documents are cut."""

    size: int = Field(default=PASSAGE_PIECES, ge=40, le=2000)
    """Most wordpieces of a passage; one that is longer than the encoder reads is found by its words and by the meaning
    of its beginning."""
    overlap: int = Field(default=0, ge=0)
    """Wordpieces that a passage shares with the one before it, at most half of `size`."""

    @model_validator(mode="after")
    def _overlap_is_less_than_half(self) -> Self:
        if 2 * self.overlap > self.size:
            raise ValueError(f"an overlap of {self.overlap} is more than half of a passage of {self.size} wordpieces")
        return self


DEFAULT = Splitting()


def changed(before: Splitting, given: Mapping[str, int]) -> Splitting:
    """Return `before` with the fields given; `UserError` if documents cannot be cut so."""
    try:
        return Splitting.model_validate({**before.model_dump(), **given})
    except ValidationError as error:
        first = error.errors()[0]
        field = "".join(f"{name}: " for name in first["loc"])
        raise UserError(f"Passages cannot be cut so: {field}{first['msg'].removeprefix('Value error, ')}.") from None
