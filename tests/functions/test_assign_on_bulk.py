"""What a message about a bulk operation starts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.assign.on_bulk import CLOSING_TIME, handler
from mediadesk import wiring
from mediadesk.domain.bulk import SEAL_GRACE, BulkStatus
from mediadesk.domain.heads import UNDO_WINDOW
from mediadesk.domain.ids import BulkId
from tests.builders import a_bulk_id
from tests.functions.events import failed, messages, patterns
from tests.gateway import Context
from tests.services import bulk_lives as bulks
from tests.world import World

Message = dict[str, Any]
LEFT = timedelta(seconds=120)
SECOND = timedelta(seconds=1)


class Running(Context):
    """A call that has two minutes left."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return round(LEFT.total_seconds() * 1000)


def message(bulk_id: str = a_bulk_id(99), **changed: object) -> Message:
    return {"schema_version": 1, "bulk_id": bulk_id} | changed


POISON: list[object] = [
    "no JSON",
    "",
    "null",
    "[]",
    "{}",
    message(schema_version=2),
    {"schema_version": 1, "bulk_id": None},
    message(novelty="x"),
    message(a_bulk_id(99)),
    message("nonsense"),
]


@pytest.fixture
def city() -> Iterator[World]:
    """A world of our time, in which some users can be given assets."""
    world = bulks.a_city()
    world.clock.now = wiring.clock()
    with wiring.bulk_storing.given(world.bulk_storing()):
        yield world


def test_one_that_was_begun_is_decided_and_its_storing_is_left_to_a_later_message(
    city: World,
) -> None:
    bulk_id = bulks.begin(city).bulk_id

    assert failed(handler(messages(message(bulk_id)), Running())) == []
    assert city.storage.bulks[bulk_id].status is BulkStatus.COMMITTED
    assert city.bulk_queue.sent[-1].delay_s > UNDO_WINDOW.total_seconds()


def test_one_whose_window_is_over_is_sealed_and_stored_with_everybody(city: World) -> None:
    bulk_id = bulks.assign(city).value.bulk_id
    city.clock.advance(UNDO_WINDOW + SEAL_GRACE + SECOND)

    assert failed(handler(messages(message(bulk_id)), Running())) == []
    record = city.storage.bulks[bulk_id]
    assert (record.status, record.drained_at) == (BulkStatus.SEALED, city.clock.now)
    assert {head.bulk_id for head in city.storage.heads.values()} == {bulk_id}
    assert not [head for head in city.storage.heads.values() if head.intent]


def test_a_message_that_comes_again_changes_nothing_more(city: World) -> None:
    bulk_id = bulks.assign(city).value.bulk_id
    city.clock.advance(UNDO_WINDOW + SEAL_GRACE + SECOND)
    handler(messages(message(bulk_id)), Running())
    heads, entries = dict(city.storage.heads), dict(city.storage.history)

    assert failed(handler(messages(*[message(bulk_id)] * 3), Running())) == []
    assert (city.storage.heads, city.storage.history) == (heads, entries)


class Noting:
    """Goes on with nothing, and keeps for how long it might have."""

    def __init__(self) -> None:
        self.deadlines: list[datetime] = []
        self.may_store: list[bool] = []

    def carry_on(self, _: BulkId, deadline: datetime, *, may_store: bool) -> None:
        self.deadlines.append(deadline)
        self.may_store.append(may_store)


def test_it_stops_in_time_to_hand_the_rest_on() -> None:
    noting: Any = Noting()
    before = wiring.clock()
    with wiring.bulk_storing.given(noting):
        assert failed(handler(messages(message()), Running())) == []

    [deadline] = noting.deadlines
    assert before <= deadline - (LEFT - CLOSING_TIME) <= wiring.clock()


@pytest.mark.parametrize("is_large", [False, True])
def test_where_large_ones_wait_to_be_prepared_nothing_is_stored(is_large: bool) -> None:
    noting: Any = Noting()
    with wiring.bulk_storing.given(noting):
        assert failed(handler(messages(message(is_large=is_large)), Running())) == []
    assert noting.may_store == [not is_large]


@pytest.mark.parametrize("poison", POISON, ids=str)
def test_a_message_that_cannot_be_read_fails_alone(city: World, poison: object) -> None:
    bulk_id = bulks.begin(city).bulk_id
    event = messages(poison, message(bulk_id), poison)

    assert failed(handler(event, Running())) == ["m0", "m2"]
    assert city.storage.bulks[bulk_id].status is BulkStatus.COMMITTED


def test_of_every_pattern_of_messages_exactly_the_failed_are_named(city: World) -> None:
    good = [message(bulks.assign(city, 1, [user]).value.bulk_id) for user in bulks.CROWD]
    for pattern in patterns(good, POISON[: len(good)]):
        expected = [f"m{place}" for place, each in enumerate(pattern) if each in POISON]
        assert failed(handler(messages(*pattern), Running())) == expected


def test_a_failure_of_the_service_brings_the_message_back(
    city: World, capsys: pytest.CaptureFixture[str]
) -> None:
    bulk_id = bulks.begin(city).bulk_id
    for call in (1, 2):
        city.faults.fail(call, "before")

    assert failed(handler(messages(message(bulk_id)), Running())) == ["m0"]
    assert '"failed":1' in capsys.readouterr().out
    city.faults.clear()
    assert failed(handler(messages(message(bulk_id)), Running())) == []
    assert city.storage.bulks[bulk_id].status is BulkStatus.COMMITTED
