"""What each effort means: a budget and an ordered list of techniques a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from agent.schema import Budget, Effort
from retrievers.errors import UserError
from retrievers.schema import Frozen

_SUPERSTEPS_A_PLAN = 64
"""More than one plan takes from its making to the correction of its answer."""


class Profile(Frozen):
    """What a run of one effort may spend and which techniques it uses, outermost first within a role."""

    effort: Effort
    budget: Budget
    techniques: tuple[str, ...]


PROFILES: Mapping[Effort, Profile] = {
    Effort.LOW: Profile(
        effort=Effort.LOW,
        budget=Budget(model_calls=8, thinking_tokens=4_000, answer_tokens=4_000, tool_calls=6, seconds=30, replans=0,
                      corrections=0),
        techniques=("respact", "rewoo", "dail-sql", "reex-sql"),
    ),
    Effort.MEDIUM: Profile(
        effort=Effort.MEDIUM,
        budget=Budget(model_calls=18, thinking_tokens=16_000, answer_tokens=8_000, tool_calls=16, seconds=90,
                      replans=1, corrections=1),
        techniques=("respact", "rewoo", "dail-sql", "reex-sql", "reseek", "retrorag"),
    ),
    Effort.HIGH: Profile(
        effort=Effort.HIGH,
        budget=Budget(model_calls=40, thinking_tokens=64_000, answer_tokens=20_000, tool_calls=40, seconds=300,
                      replans=3, corrections=2),
        techniques=("respact", "rewoo", "dail-sql", "sql-vote", "reex-sql", "reseek", "retrorag", "dcr"),
    ),
}  # fmt: skip
"""`auto` takes the profile of the effort that triage finds fitting."""


def profile(effort: Effort, techniques: Mapping[str, bool], budget: Mapping[str, float]) -> Profile:
    """Return the profile of an effort with the user's settings laid over it; `UserError` names a wrong one."""
    base = PROFILES[Effort.MEDIUM if effort is Effort.AUTO else effort]
    names = [name for name in base.techniques if techniques.get(name, True)]
    names += [name for name, on in techniques.items() if on and name not in names]
    try:
        limits = Budget.model_validate({**base.budget.model_dump(), **budget})
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(
            f"Budget setting {'.'.join(str(part) for part in first['loc'])!r}: {first['msg']}; "
            f"the limits are {', '.join(Budget.model_fields)}."
        ) from None
    return base.model_copy(update={"techniques": tuple(names), "budget": limits})


def most_supersteps(profiles: Iterable[Profile]) -> int:
    """Return a bound for LangGraph that no run of these profiles reaches: the budget ends a run, with an answer."""
    return _SUPERSTEPS_A_PLAN * max(2 + made.budget.replans + made.budget.corrections for made in profiles)
