"""The log of what was told, in the fakes and in DynamoDB alike."""

from collections.abc import Sequence
from datetime import timedelta

import boto3
import pytest

from mediadesk import tables
from mediadesk.aws.database import Database
from mediadesk.aws.event_log import ATTEMPTS, DynamoEventLog
from mediadesk.aws.live_records import event_key
from mediadesk.contracts.socket import Event
from mediadesk.domain.bulk import commit
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.places import AHEAD_AT_MOST, earliest, place_at
from mediadesk.services.announcements import bulk_frames, holder_frames
from mediadesk.settings import Settings
from tests.aws.backends import PRESENT, Stores, create_tables
from tests.aws.responses import Planned, cancelled, ok
from tests.aws.test_races import RACERS, raced
from tests.builders import ADA, GRACE, a_bulk, a_told_event, an_asset
from tests.fakes import START

BEGIN = earliest(START)
MINUTE = timedelta(minutes=1)
ON_THE_HOUR = START.replace(hour=11, minute=0, second=0, microsecond=0)


def told(stores: Stores, *events: Event) -> list[Event]:
    """These, and they are in the log."""
    for event in events:
        stores.event_log.append(event)
    return list(events)


def moved(event: Event, by: timedelta) -> Event:
    return event.model_copy(update={"cursor": place_at(START + by, "moved")})


def test_events_come_in_the_order_of_their_places(stores: Stores) -> None:
    events = [a_told_event(number, START + number * MINUTE) for number in range(1, 21)]
    told(stores, *reversed(events))
    assert stores.event_log.after(BEGIN, 100) == events


def test_events_of_one_moment_are_told_apart_by_the_rest_of_their_places(stores: Stores) -> None:
    second, first = told(stores, a_told_event(1, tail="B"), a_told_event(2, tail="A"))
    assert stores.event_log.after(BEGIN, 100) == [first, second]


def test_reading_goes_on_after_the_place_and_not_at_it(stores: Stores) -> None:
    first, second = told(stores, a_told_event(1), a_told_event(2, tail="2"))
    assert stores.event_log.after(first.cursor or "", 100) == [second]
    assert stores.event_log.after(second.cursor or "", 100) == []
    assert stores.event_log.after(earliest(START + timedelta(milliseconds=1)), 100) == []


def test_hours_follow_each_other_also_those_without_events(stores: Stores) -> None:
    moment = timedelta(milliseconds=1)
    events = told(
        stores,
        a_told_event(3, ON_THE_HOUR - moment),
        a_told_event(2, ON_THE_HOUR),
        a_told_event(1, PRESENT),
    )
    assert stores.event_log.after(BEGIN, 100) == events
    assert stores.event_log.after(events[0].cursor or "", 100) == events[1:]


def test_a_limit_ends_a_page_and_the_next_goes_on_there(stores: Stores) -> None:
    events = [a_told_event(number, START + number * 7 * MINUTE) for number in range(1, 13)]
    told(stores, *events)
    place, found = BEGIN, list[Event]()
    while page := stores.event_log.after(place, 5):
        assert len(page) <= 5
        found += page
        place = page[-1].cursor or ""
    assert found == events


def test_an_event_that_is_told_again_stands_at_the_later_place_alone(stores: Stores) -> None:
    first, second = told(stores, a_told_event(1), a_told_event(2, START + MINUTE))
    [again] = told(stores, moved(first, 2 * MINUTE))
    assert stores.event_log.after(BEGIN, 100) == [second, again]
    [much_later] = told(stores, moved(first, timedelta(hours=2)))
    assert stores.event_log.after(BEGIN, 100) == [second, much_later]


def test_an_event_never_moves_back(stores: Stores) -> None:
    [event] = told(stores, a_told_event(1, START + MINUTE))
    told(stores, event, moved(event, timedelta(0)))
    assert stores.event_log.after(BEGIN, 100) == [event]


def test_events_of_every_kind_are_read_as_they_were_told(stores: Stores) -> None:
    record = commit(a_bulk(), START)
    latest = Holding(GRACE, START, ADA.name)
    holders = Holders(an_asset().asset_id, version=1, latest=latest, count=1)
    kinds: Sequence[Event] = [
        bulk_frames(None, record, START)[1],
        holder_frames(an_asset(), holders, START)[1],
    ]
    events = [
        event.model_copy(update={"cursor": place_at(START, str(number))})
        for number, event in enumerate(kinds)
    ]
    told(stores, *events)
    assert stores.event_log.after(BEGIN, 100) == events


@pytest.mark.slow
def test_an_event_that_many_tell_at_once_stands_at_one_place(emulated_stores: Stores) -> None:
    event = a_told_event(1)
    several = [moved(event, number * 20 * MINUTE) for number in range(RACERS)]
    outcomes = raced(lambda number: told(emulated_stores, several[number]))
    assert outcomes == [[each] for each in several]
    assert emulated_stores.event_log.after(BEGIN, 100) == several[-1:]


@pytest.fixture
def database(on_moto: None) -> Database:
    create_tables(Settings())
    return Database(Settings(), pause=lambda _: None)


def test_what_a_machine_told_whose_clock_is_ahead_is_found(database: Database) -> None:
    log = DynamoEventLog(database, lambda: ON_THE_HOUR - AHEAD_AT_MOST)
    event = a_told_event(1, ON_THE_HOUR)
    log.append(event)
    assert log.after(BEGIN, 100) == [event]


def test_an_event_is_kept_for_a_day_and_a_little_longer(database: Database) -> None:
    DynamoEventLog(database, lambda: START).append(a_told_event())
    items = boto3.client("dynamodb").scan(TableName=tables.EVENTS.name)["Items"]
    until = int((START + timedelta(hours=25)).timestamp())
    assert [int(item["expires_at"]["N"]) for item in items] == [until, until]


def test_events_spread_over_partitions_and_those_of_an_item_lie_in_one(database: Database) -> None:
    events = [a_told_event(number) for number in range(100)]
    partitions = {event_key(event, event.cursor or "")[0] for event in events}
    assert len(partitions) == tables.LOG_SHARDS
    later = events[0].model_copy(update={"event_id": events[0].event_id + "0"})
    assert event_key(later, BEGIN + "-x")[0] == event_key(events[0], BEGIN + "-y")[0]


def test_who_loses_every_race_for_an_event_gives_up(database: Database) -> None:
    lost = cancelled("None", "ConditionalCheckFailed")
    seen = Planned(database.connection.client, *[lost, ok()] * ATTEMPTS)
    with pytest.raises(ServiceUnavailable):
        DynamoEventLog(database, lambda: START).append(a_told_event())
    assert len(seen.requests) == 2 * ATTEMPTS
