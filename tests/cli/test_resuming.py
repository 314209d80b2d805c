"""`mediactl watch` over cuts, resets and without any connection: nothing missed, nothing twice."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import Asset, NewAsset
from mediadesk.contracts.socket import AssetHolders, AssignmentChanged, FrameError
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.ids import UserId
from mediadesk.services.announcements import bulk_frames, held, member_frame, user_frame
from tests.builders import a_bulk
from tests.cli.conftest import Outcome, Run
from tests.cli.desk import Desk
from tests.cli.frames import event, logged
from tests.cli.stories import AT, GOOD, asset_id, cut

FIRST, SECOND = asset_id(1), asset_id(2)


def add(desk: Desk) -> str:
    asset = desk.announce(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5))
    desk.stories[asset.asset_id].extend(desk.story)
    return asset.asset_id


def put(desk: Desk, user_id: str) -> None:
    desk.directory.put(user_id, UserFields(display_name="Zoë", email="z@example.org"))


def types(outcome: Outcome) -> list[str]:
    """Of what was written for machines."""
    return [json.loads(line)["type"] for line in outcome.out.splitlines()]


def lines(outcome: Outcome) -> list[str]:
    """Those for people, without their times."""
    return [line.partition("  ")[2] for line in outcome.out.splitlines()]


def assert_all_told_once(outcome: Outcome, desk: Desk) -> None:
    documents = map(json.loads, outcome.out.splitlines())
    told = [each["event_id"] for each in documents if each["type"] != "conversion.progress"]
    assert told == [each.event_id for each in desk.log]
    assert len(told) == 7


@pytest.mark.parametrize("places", [(3,), (2, 5), (1, 4, 8)])
def test_every_event_is_told_once_over_any_number_of_cuts(
    run: Run, desk: Desk, places: tuple[int, ...]
) -> None:
    story = [*GOOD, cut]
    for place in reversed(places):
        story.insert(place, cut)
    desk.story = story
    add(desk)
    assert_all_told_once(run("watch", "--json", stop_after=len(places)), desk)


def test_what_got_lost_with_a_connection_is_told_by_the_next_one(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD[:2], cut, cut)
    desk.loses = frozenset({ConversionStatus.PROCESSING})
    add(desk)
    assert run("watch", stop_after=1).out.count("processing 0%") == 1


def test_of_an_asset_the_present_is_told_after_a_cut(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD[:4], cut, *GOOD[4:], cut)
    assert types(run("watch", add(desk), "--json", stop_after=1)).count("asset.snapshot") == 1


def test_after_a_reset_it_says_so_and_reads_the_present(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD[:4], cut, cut)
    desk.forgets = True
    add(desk)
    outcome = run("watch", stop_after=1)
    assert "assets: more was missed than can be told. As it is now:" in outcome.err
    desk.stories[FIRST].extend((cut, cut))
    assert "reset" in types(run("watch", "--json", stop_after=1))


def test_without_a_connection_it_asks_and_still_tells_all(run: Run, desk: Desk) -> None:
    desk.story, desk.takes_sockets = GOOD, False
    add(desk)
    outcome = run("watch", "--json", stop_after=14)
    assert outcome.waits == [0.5, 1.0, *[2.0] * 13]
    assert_all_told_once(outcome, desk)
    assert outcome.err.count("No connection is to be had") == 1


def test_a_subscription_that_is_never_confirmed_is_no_connection(run: Run, desk: Desk) -> None:
    desk.story, desk.confirms = GOOD, False
    desk.news = [logged(7, number, number) for number in range(1, 9)]
    add(desk)
    ten_s_a_text = count(0.0, 10.0).__next__
    outcome = run("watch", "--json", clock=ten_s_a_text, stop_after=14)
    assert outcome.waits == [0.5, 1.0, *[2.0] * 13]
    assert_all_told_once(outcome, desk)
    assert "the subscription was not confirmed. Asking every 2 s" in outcome.err


def test_a_frame_that_the_service_did_not_take_is_sent_anew(run: Run, desk: Desk) -> None:
    desk.story, desk.lost_frames = (*GOOD, cut), 2
    add(desk)
    outcome = run("watch", "--json", stop_after=2)
    assert outcome.waits == [0.5, 1.0, 0.5]
    assert_all_told_once(outcome, desk)
    assert outcome.err.count("did not take a frame") == 2


@pytest.mark.parametrize("topic", [None, f"asset:{FIRST}"])
def test_a_refusal_that_passes_ends_the_connection(run: Run, desk: Desk, topic: str | None) -> None:
    desk.refusal = FrameError(code="service_unavailable", message="Not now.", topic=topic)
    desk.story, desk.takes_sockets = GOOD, True
    outcome = run("watch", add(desk), stop_after=4)
    assert outcome.waits[:3] == [0.5, 1.0, 2.0]
    assert "No connection is to be had: Not now" in outcome.err


def test_from_time_to_time_it_tries_to_connect_again(run: Run, desk: Desk) -> None:
    desk.story, desk.refused_handshakes = (*GOOD, cut), 3
    add(desk)
    outcome = run("watch", "--json", stop_after=17)
    assert_all_told_once(outcome, desk)
    assert "Connected" in outcome.err


def test_asking_begins_anew_where_its_cursor_is_refused(run: Run, desk: Desk) -> None:
    desk.story, desk.takes_sockets, desk.refused_cursors = GOOD, False, 1
    outcome = run("watch", add(desk), stop_after=14)
    assert f"asset:{FIRST}: more was missed" in outcome.err
    assert "completed" in outcome.out.splitlines()[-1]


def test_a_topic_that_is_refused_does_not_stop_the_others(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD, cut)
    first, second = add(desk), add(desk)
    desk.refusal = FrameError(code="topic_refused", message="No.", topic=f"asset:{second}")
    outcome = run("watch", first, second, stop_after=0)
    assert f"asset:{second} is not watched: No." in outcome.err
    assert f"{first}  completed" in outcome.out
    assert run("watch", second).exit_code == 1


def test_more_topics_than_there_may_be_end_it(run: Run, desk: Desk) -> None:
    desk.refusal = FrameError(code="too_many_subscriptions", message="No.")
    assert "too_many_subscriptions" in run("watch", add(desk)).err


def test_a_passing_refusal_is_tried_again(run: Run, desk: Desk) -> None:
    desk.refusal = FrameError(code="write_conflict", message="Not now.")
    assert "Not connected: Not now. Again" in run("watch", add(desk), stop_after=0).err


def test_what_a_user_holds_is_told_and_what_became_of_bulks(run: Run, desk: Desk) -> None:
    desk.story = (cut,)
    first = add(desk)
    put(desk, "u-1")
    desk.directory.assign(first, "u-1", None)
    assigned = held(desk.directory.heads["u-1"])
    assert assigned is not None
    later = datetime.now(UTC) + timedelta(seconds=30)
    taken = {"sequence": 2, "asset_id": None, "undo_until": later}
    [decided, _] = bulk_frames(None, a_bulk(status=BulkStatus.ABORTED), AT)
    desk.news = [
        user_frame(assigned, 2),
        user_frame(assigned.model_copy(update=taken), 3),
        member_frame(decided, UserId("u-1"), 3),
    ]
    outcome = run("watch", first, "--about", "u-1", stop_after=0)
    until = f"{later.astimezone():%H:%M:%S}"
    assert lines(outcome)[1:] == [
        f"u-1  holds {first}  by ada-sub",
        f"u-1  holds nothing  assign, by ada-sub; until {until} it can be undone",
        f"u-1  bulk aborted  {decided.data.bulk_id}  nobody got it",
    ]
    desk.stories[first].append(cut)
    for_machines = types(run("watch", first, "--about", "u-1", "--json", stop_after=0))
    assert for_machines == ["asset", "user", *["assignment.changed"] * 2, "bulk.aborted"]


def test_what_a_user_missed_is_told_entry_by_entry(run: Run, desk: Desk) -> None:
    first = add(desk)
    put(desk, "u-1")

    def changed(asset: Asset) -> None:
        desk.directory.assign(first, "u-1", None)
        desk.directory.unassign("u-1")

    desk.stories[first].clear()
    desk.stories[first].extend((changed, cut))
    shown = lines(run("watch", first, "--about", "u-1", stop_after=1))
    assert [line for line in shown if line.startswith("u-1")] == [
        "u-1  holds nothing",
        f"u-1  holds {first}  assign, by ada-sub",
        f"u-1  holds nothing  unassign, by ada-sub; before: {first}",
    ]


def test_who_holds_an_asset_and_that_it_was_deleted_is_told(run: Run, desk: Desk) -> None:
    desk.story = (cut,)
    first = add(desk)
    some, none = holders(first, 2), holders(first, 0)
    topic = f"asset:{first}"
    state = event(1, 2, topic=topic)
    desk.news = [
        *(
            AssignmentChanged(
                event_id=f"{first}:h{number}",
                topic=topic,
                cursor=str(number),
                version=1,
                occurred_at=AT,
                data=told,
            )
            for number, told in enumerate((some, some, none), 2)
        ),
        state.model_copy(update={"type": "asset.deleted"}),
        event(1, 3, topic=topic).model_copy(update={"type": "asset.restored"}),
    ]
    shown = lines(run("watch", first, stop_after=0))[1:]
    assert shown[:2] == [
        f"{first}  held by 2 users  the latest u-1, by ada",
        f"{first}  held by nobody",
    ]
    assert [line.split("  ")[-1] for line in shown[2:]] == ["deleted", "restored"]


def holders(name: str, count: int) -> AssetHolders:
    return AssetHolders(
        asset_id=name,
        user_id="u-1" if count else None,
        assigned_at=AT if count else None,
        assigned_by="ada" if count else None,
        assigned_user_count=count,
    )
