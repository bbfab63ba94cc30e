"""When a server that fails is left alone, and when it is asked again."""

from __future__ import annotations

from agent.reasoner.serving.health import LONGEST_REST_S, Health


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def call(health: Health, fine: bool | None, *, why: str = "It is down.") -> bool:
    """Make a call that goes as it is said; return whether it was made."""
    with health.attempt(failures=3, rest_s=10) as made:
        if made is not None:
            made.fine, made.why = fine, why
    return made is not None


def failing(times: int) -> tuple[Health, Clock]:
    clock = Clock()
    health = Health(clock=clock)
    for _ in range(times):
        call(health, False)
    return health, clock


def test_a_server_is_asked_until_it_has_failed_often_in_a_row() -> None:
    assert failing(2)[0].may_be_asked
    assert not failing(3)[0].may_be_asked


def test_an_answer_between_makes_failures_no_row() -> None:
    health, _ = failing(2)
    call(health, True)
    call(health, False)
    assert health.may_be_asked


def test_a_call_that_does_not_tell_changes_nothing() -> None:
    health, _ = failing(2)
    call(health, None)
    call(health, False)
    assert not health.may_be_asked


def test_no_call_is_made_while_it_is_left_alone() -> None:
    health, clock = failing(3)
    clock.now = 9.9
    assert not call(health, True)


def test_refusal_says_what_failed_and_when_it_is_asked_again() -> None:
    health, clock = failing(3)
    clock.now = 3
    assert health.refusal() == "It is down (it failed 3 times in a row and is asked again in 7 seconds)."


def test_one_call_alone_is_made_after_the_rest() -> None:
    health, clock = failing(3)
    clock.now = 10
    with health.attempt(failures=3, rest_s=10) as made:
        assert made is not None
        assert not health.may_be_asked


def test_an_answer_to_that_call_lets_all_others_through() -> None:
    health, clock = failing(3)
    clock.now = 10
    call(health, True)
    assert health.is_fine


def test_a_failure_of_that_call_doubles_the_rest() -> None:
    health, clock = failing(3)
    clock.now = 10
    call(health, False)
    clock.now = 29.9
    assert not health.may_be_asked
    clock.now = 30
    assert health.may_be_asked


def test_another_call_is_made_when_that_call_was_cancelled() -> None:
    health, clock = failing(3)
    clock.now = 10
    call(health, None)
    assert call(health, True)


def test_calls_that_were_under_way_do_not_lengthen_the_rest() -> None:
    health, clock = failing(2)
    with health.attempt(failures=3, rest_s=10) as slow:
        call(health, False)
        assert slow is not None
        slow.fine = False
    clock.now = 10
    assert health.may_be_asked


def test_the_rest_never_grows_beyond_a_minute() -> None:
    health, clock = failing(3)
    for _ in range(10):
        clock.now += LONGEST_REST_S
        assert call(health, False)


def test_others_are_asked_first_for_a_while_after_a_failure() -> None:
    clock = Clock()
    health = Health(clock=clock)
    with health.attempt(failures=3, rest_s=10) as made:
        assert made is not None
        made.fine, made.rest_s = False, 10
    assert health.may_be_asked
    assert not health.is_fine
    clock.now = 10
    assert health.is_fine
