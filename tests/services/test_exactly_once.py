"""One operation is one change, also when answers are lost and others are always faster."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest

from mediadesk.domain.errors import (
    AlreadyAssigned,
    AssignmentConflict,
    IdempotencyKeyReused,
    MediadeskError,
    ServiceUnavailable,
    WriteConflict,
)
from mediadesk.domain.heads import Assignment, Change
from mediadesk.domain.operations import Answer, Asked, Operation
from mediadesk.services.exactly_once import FAILURES_BORNE, PAUSES_S, Outcome
from tests.builders import an_asset_id
from tests.fake_people import FakeAssignmentStore
from tests.services import lives
from tests.services.lives import a_town, give, history, holds
from tests.world import World

SAVE: Final = "FakeAssignmentStore.save"
DAY: Final = timedelta(hours=24)


def saves_of(world: World) -> int:
    return world.faults.calls.count(SAVE)


def call_of_save(key: str | None = "key-1") -> int:
    """The number of the call that writes, where nothing goes wrong."""
    world = a_town()
    world.assignments().assign(an_asset_id(1), lives.GRACE, Asked(asks(world, key)))
    return world.faults.calls.index(SAVE) + 1


def asks(world: World, key: str | None, request_hash: str = "hash-1") -> Operation:
    return replace(lives.asks(world, key, request_hash), key=key)


def assigned(world: World, key: str | None) -> Outcome[Assignment]:
    outcome = world.assignments().assign(an_asset_id(1), lives.GRACE, Asked(asks(world, key)))
    return lives.state(outcome)


@pytest.mark.parametrize("key", ["key-1", None])
def test_a_lost_answer_of_the_write_is_found_without_the_client(key: str | None) -> None:
    world = a_town()
    world.faults.fail(call_of_save(key), "after")
    outcome = assigned(world, key)
    assert outcome.value.asset_id == an_asset_id(1)
    assert (saves_of(world), len(history(world))) == (1, 1)


def test_a_refusal_that_an_equal_request_has_caused_is_none() -> None:
    for call in range(2, call_of_save()):
        world = a_town()
        world.faults.at(call, "before", partial(give, world, 1, "key-1"))
        assert give(world, 1, "key-1").is_replay
        assert len(history(world)) == 1


def test_whoever_sends_no_key_is_told_that_the_outcome_is_unknown() -> None:
    world = a_town()
    call = call_of_save(None)
    world.faults.fail(call, "after")
    world.faults.fail(call + 1, "before")
    with pytest.raises(ServiceUnavailable):
        assigned(world, None)
    with pytest.raises(AlreadyAssigned):
        assigned(world, None)
    assert len(history(world)) == 1


def test_equal_requests_at_once_with_one_key_are_one_change() -> None:
    world = a_town()
    first: list[Outcome[Assignment]] = []
    world.faults.at(call_of_save(), "before", lambda: first.append(give(world, 1, "key-1")))
    second = give(world, 1, "key-1")
    assert [outcome.is_replay for outcome in (*first, second)] == [False, True]
    assert first[0].value == second.value
    assert len(history(world)) == 1


def test_an_equal_request_is_noticed_though_a_third_has_changed_the_same_since() -> None:
    """Else what the first had given and the third had taken would be given twice."""

    def meanwhile(world: World) -> None:
        give(world, 1, "key-1")
        give(world, 2, "key-2")

    for call in range(2, call_of_save() + 1):
        world = a_town()
        world.faults.at(call, "before", partial(meanwhile, world))
        assert give(world, 1, "key-1").is_replay
        assert [entry.asset_id for entry in history(world)] == [an_asset_id(1), an_asset_id(2)]


def test_different_requests_at_once_with_one_key_are_told_apart() -> None:
    world = a_town()
    world.faults.at(call_of_save(), "before", lambda: assigned(world, "key-1"))
    with pytest.raises(IdempotencyKeyReused):
        world.assignments().assign(
            an_asset_id(2), lives.GRACE, Asked(asks(world, "key-1", "hash-2"))
        )
    assert holds(world) == an_asset_id(1)


def test_a_key_counts_for_a_day_to_its_last_instant() -> None:
    world = a_town()
    first = give(world, 1, "key-1")
    lives.end(world)
    world.clock.advance(DAY)
    assert give(world, 1, "key-1") == Outcome(first.value, is_replay=True)
    world.clock.advance(timedelta(milliseconds=1))
    assert not give(world, 1, "key-1").is_replay
    assert len(history(world)) == 3


def test_a_refusal_is_not_kept() -> None:
    world = a_town()
    give(world, 1)
    with pytest.raises(AlreadyAssigned):
        give(world, 1, "key-1")
    lives.end(world)
    assert not give(world, 1, "key-1").is_replay


class Refusing(FakeAssignmentStore):
    """Every write fails with this error."""

    error: MediadeskError

    def save(self, change: Change, answer: Answer, *_: Any, **__: Any) -> None:  # noqa: ANN401 - any condition
        raise self.error


def refusing(error: MediadeskError) -> World:
    world = a_town()
    world.heads = store = Refusing(world.faults, world.storage)
    store.error = error
    return world


def test_after_many_lost_races_nothing_is_changed_and_it_says_so() -> None:
    world = refusing(WriteConflict("Others are faster."))
    with pytest.raises(AssignmentConflict):
        give(world, 1, "key-1")
    assert (history(world), holds(world)) == ([], None)
    assert world.pause.taken == list(PAUSES_S)
    assert sum(world.pause.taken) <= 2


def test_of_many_lost_races_the_last_try_may_win() -> None:
    world = a_town()
    for number in range(len(PAUSES_S)):
        world.faults.fail(4 + 4 * number, "before", WriteConflict("Others are faster."))
    assert give(world, 1, "key-1").value.asset_id == an_asset_id(1)
    assert saves_of(world) == len(PAUSES_S) + 1


def test_a_service_that_stays_away_is_reported_soon() -> None:
    world = refusing(ServiceUnavailable("It stays away."))
    with pytest.raises(ServiceUnavailable):
        give(world, 1, "key-1")
    assert world.pause.taken == list(PAUSES_S[:FAILURES_BORNE])


def test_without_trouble_there_is_no_pause() -> None:
    world = a_town()
    give(world, 1)
    assert world.pause.taken == []
