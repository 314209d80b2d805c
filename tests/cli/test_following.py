"""Each event once and in order, whatever becomes of connections."""

import json

import pytest

from cli.following import Following
from cli.memory import REMEMBERED, Memory
from cli.news import Heard, News, Refused, Unread
from mediadesk.contracts.client_frames import CLIENT_FRAME, MAX_FRAME_BYTES
from mediadesk.contracts.socket import AssetHolders, AssetSnapshot, AssetState, Unsubscribed
from tests.cli.desk import place
from tests.cli.frames import (
    ALL,
    asked,
    event,
    event_ids,
    heard,
    joined,
    logged,
    refusal,
    replay,
    reset,
    subscribed,
    text,
)
from tests.cli.stories import AT

ONE, OTHER = "asset:1", "asset:2"


def test_what_is_followed_for_the_first_time_is_to_be_read() -> None:
    following = Following([ALL])
    assert asked(following.begin()) == [([ALL], {})]
    assert not following.is_caught_up
    assert heard(following, subscribed(assets=place(4))) == [Unread(ALL, is_reset=False)]
    assert following.is_caught_up


def test_a_new_connection_goes_on_where_the_last_one_got_to() -> None:
    following = joined(ALL, ONE)
    heard(following, text(logged(7, 2, 5)), text(logged(8, 2, 4)), text(event(1, 10, topic=ONE)))
    heard(following, text(event(1, 9, topic=ONE)))
    assert asked(following.begin()) == [([ALL, ONE], {ALL: place(5), ONE: "10"})]
    assert following.cursors == {ALL: place(5), ONE: "10"}


def test_what_comes_live_waits_for_what_was_missed() -> None:
    following = joined(ALL)
    following.begin()
    assert not heard(following, text(logged(7, 3, 3)))
    told = heard(following, replay(logged(7, 1, 1), logged(7, 2, 2)), subscribed(assets=place(3)))
    assert event_ids(told) == [logged(7, version, 0).event_id for version in (1, 2, 3)]


def test_what_was_held_back_when_a_connection_ended_is_asked_for_again() -> None:
    following = joined(ALL)
    following.begin()
    heard(following, text(logged(7, 1, 1)))
    assert asked(following.begin()) == [([ALL], {ALL: place(0)})]
    assert len(event_ids(heard(following, replay(logged(7, 1, 1))))) == 1


def test_what_a_replay_brings_from_before_it_was_followed_at_all_is_not_told() -> None:
    following = Following([ALL])
    following.begin()
    heard(following, subscribed(assets=place(4)))
    following.begin()
    told = heard(following, replay(logged(7, 1, 3), logged(7, 2, 5)), subscribed(assets=place(6)))
    assert event_ids(told) == [logged(7, 2, 0).event_id]


def test_an_event_that_comes_twice_is_told_once() -> None:
    following = joined(ALL)
    twice = text(logged(7, 1, 1))
    assert len(heard(following, twice, twice, text(logged(7, 1, 2)))) == 1
    assert following.cursors == {ALL: place(2)}


def test_two_topics_that_tell_of_one_event_each_tell_it() -> None:
    following = joined(ALL, "asset:7")
    assert len(heard(following, text(logged(7, 1, 1)), text(event(7, 1, topic="asset:7")))) == 2


def test_after_a_reset_the_topic_is_read_once_it_is_followed() -> None:
    following = joined(ALL)
    following.begin()
    assert not heard(following, reset(), text(logged(7, 9, 9)))
    told = heard(following, subscribed(assets=place(8)))
    assert told[0] == Unread(ALL, is_reset=True)
    assert event_ids(told) == [logged(7, 9, 9).event_id]


def test_a_reset_outlives_a_connection_that_ended_before_it_was_confirmed() -> None:
    following = joined(ALL)
    following.begin()
    heard(following, reset())
    assert asked(following.begin()) == [([ALL], {})]
    following.polled([logged(7, 9, 9).model_dump(mode="json")])
    assert Unread(ALL, is_reset=True) in heard(following, subscribed(assets=place(9)))


def test_a_cursor_that_the_service_does_not_take_is_dropped() -> None:
    following = joined(ALL, ONE)
    following.begin()
    answer = following.receive(refusal("invalid_cursor", ONE))
    assert asked(answer.answers) == [([ALL, ONE], {ALL: place(0)})]
    assert not answer.told
    told = heard(following, subscribed(assets=place(0), asset_1="3"))
    assert told == [Unread(ONE, is_reset=True)]


def test_a_refused_topic_is_left_out_and_the_others_are_asked_for_again() -> None:
    following = Following([ONE, OTHER])
    following.begin()
    answer = following.receive(refusal("asset_not_found", ONE))
    assert answer.told == (Refused(ONE, "asset_not_found", "No."),)
    assert asked(answer.answers) == [([OTHER], {})]
    heard(following, subscribed(asset_2="1"))
    assert following.is_caught_up
    assert following.topics == (OTHER,)


def test_a_cursor_that_is_refused_though_there_was_none_does_not_go_on_for_ever() -> None:
    following = Following([ONE])
    following.begin()
    assert not following.receive(refusal("invalid_cursor", ONE)).answers
    assert following.topics == ()


def test_a_refusal_of_no_topic_is_told() -> None:
    following = Following([ONE])
    following.begin()
    assert heard(following, refusal("too_many_subscriptions", None)) == [
        Refused(None, "too_many_subscriptions", "No.")
    ]


@pytest.mark.parametrize("code", ["write_conflict", "service_unavailable"])
def test_what_passes_costs_no_topic(code: str) -> None:
    following = Following([ONE, OTHER])
    following.begin()
    assert following.receive(refusal(code, ONE)) == Heard((Refused(None, code, "No."),))
    assert following.topics == (ONE, OTHER)


def test_a_topic_that_came_out_of_force_is_asked_for_again() -> None:
    following = joined(ONE)
    answers = following.receive(text(Unsubscribed(topics=(ONE, OTHER)))).answers
    assert asked(answers) == [([ONE], {ONE: "0"})]
    assert not following.is_caught_up


def test_a_replay_that_was_broken_off_begins_anew() -> None:
    following = joined(ALL, ONE)
    following.begin()
    assert len(heard(following, replay(logged(7, 1, 1)), text(snapshot(5)))) == 2
    assert following.cursors == {ALL: place(0), ONE: "0"}
    following.begin()
    told = heard(following, replay(logged(7, 1, 1), logged(7, 2, 2)), subscribed(assets=place(2)))
    assert event_ids(told) == [logged(7, 2, 2).event_id]
    assert following.cursors[ALL] == place(2)


def test_an_event_that_comes_after_later_ones_of_its_item_is_passed_over() -> None:
    following = joined(ALL)
    assert len(heard(following, text(logged(7, 3, 3)), text(logged(7, 2, 4)))) == 1
    assert len(heard(following, text(logged(8, 2, 5)))) == 1


def test_a_snapshot_stands_for_what_came_before_it() -> None:
    following = joined(ONE)
    following.begin()
    before, after = event(1, 4, topic=ONE), event(1, 6, topic=ONE)
    told = heard(following, text(before), text(snapshot(5)), text(after), subscribed(asset_1="5"))
    assert event_ids(told) == [f"{ONE}@5", after.event_id]
    assert not heard(following, text(snapshot(4)))


def test_what_it_does_not_know_is_passed_over() -> None:
    following = joined(ALL)
    strange = {"type": "asset.praised", "event_id": "x:1", "topic": ALL, "cursor": place(9)}
    known = logged(7, 1, 1).model_dump(mode="json") | {"mood": "good"}
    missed = {"type": "replay", "topic": ALL, "events": [strange, known], "more": 1}
    assert not heard(following, "?", "[]", "{}", json.dumps(strange), '{"type": "pong", "at": 1}')
    [news] = heard(following, json.dumps(missed))
    assert isinstance(news, News)
    assert news.document == known


def test_subscriptions_fit_into_frames() -> None:
    ids = [f"asset:ast_{number:026}" for number in range(250)]
    following = Following(ids)
    assert [len(topics) for topics, _ in asked(following.begin())] == [100, 100, 50]
    for topic in ids:
        heard(following, subscribed(**{topic: "1234"}))
    frames = following.begin()
    assert sum(len(topics) for topics, _ in asked(frames)) == 250
    for frame in frames:
        CLIENT_FRAME.validate_json(frame)
        assert len(frame.encode()) <= MAX_FRAME_BYTES


def test_a_page_of_events_is_told_like_frames() -> None:
    following = joined(ALL)
    heard(following, text(logged(7, 1, 1)))
    page = [logged(7, 1, 1), logged(7, 2, 2)]
    told = following.polled([each.model_dump(mode="json") for each in page])
    assert event_ids(told) == [logged(7, 2, 2).event_id]
    assert following.cursors == {ALL: place(2)}
    assert following.polled([json.loads(reset())]) == (Unread(ALL, is_reset=True),)


def test_what_is_remembered_has_a_bound() -> None:
    memory = Memory()
    first = logged(1, 1, 1)
    assert memory.takes(first)
    for version in range(REMEMBERED - 1):
        memory.takes(logged(2, version, 2))
    assert not memory.takes(first)
    memory.takes(logged(3, 1, 3))
    assert memory.takes(first)


def snapshot(version: int) -> AssetSnapshot:
    holders = AssetHolders(
        asset_id="1", user_id=None, assigned_at=None, assigned_by=None, assigned_user_count=0
    )
    return AssetSnapshot(
        event_id=f"{ONE}@{version}",
        topic=ONE,
        cursor=str(version),
        version=version,
        occurred_at=AT,
        data=AssetState(conversion=event(1, 1).data, holders=holders, deleted_at=None),
    )
