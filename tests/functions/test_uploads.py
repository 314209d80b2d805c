"""How far an upload is, and that it is complete, as HTTP tells and takes it."""

from datetime import timedelta
from typing import Any

import pytest

from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.media import FORM_BYTES, PART_BYTES
from tests.functions.conversions import complete
from tests.functions.people import ASSETS, delete
from tests.functions.stories import announced
from tests.gateway import AUDITOR, call
from tests.world import World

LARGE = FORM_BYTES + 1
NUMBERS = range(1, LARGE // PART_BYTES + 2)


def state(asset_id: str, **options: Any) -> Any:  # noqa: ANN401 - JSON
    answer = call("GET", f"{ASSETS}/{asset_id}/upload", **options)
    assert answer.status == 200, answer.body
    return answer.json()


def in_parts(world: World, *sent: int) -> Asset:
    """A large upload of which these parts have come, each of its right size."""
    asset = world.storage.assets[announced(size_bytes=LARGE)]
    for number in sent:
        size = PART_BYTES if number < NUMBERS[-1] else LARGE - PART_BYTES * (NUMBERS[-1] - 1)
        world.multipart.send(asset, number, size_bytes=size)
    return asset


def test_a_large_file_is_told_where_each_of_its_parts_goes(world: World) -> None:
    answer = call(
        "POST",
        f"{ASSETS}/upload",
        body={"filename": "film.mp4", "content_type": "video/mp4", "size_bytes": LARGE},
    )

    upload = answer.json()["upload"]
    assert (answer.status, upload["strategy"]) == (201, "multipart")
    assert upload["part_size_bytes"] == PART_BYTES
    assert [part["part_number"] for part in upload["parts"]] == list(NUMBERS)
    assert sum(part["size_bytes"] for part in upload["parts"]) == LARGE
    assert len({part["url"] for part in upload["parts"]}) == len(NUMBERS)
    assert upload["expires_at"] == "2026-11-22T11:15:30.123Z"


def test_the_state_tells_what_has_come_and_gives_addresses_for_the_rest(world: World) -> None:
    asset = in_parts(world, 1, 3)

    told = state(asset.asset_id)

    assert (told["strategy"], told["size_bytes"]) == ("multipart", LARGE)
    assert [part["part_number"] for part in told["received_parts"]] == [1, 3]
    missing = [part["part_number"] for part in told["upload"]["parts"]]
    assert missing == [number for number in NUMBERS if number not in {1, 3}]
    assert told["expires_at"] == "2026-11-23T10:15:30.123Z"


def test_a_part_of_another_size_counts_as_missing(world: World) -> None:
    asset = in_parts(world)
    world.multipart.send(asset, 1, size_bytes=PART_BYTES - 1)

    missing = state(asset.asset_id)["upload"]["parts"]

    assert [part["part_number"] for part in missing] == list(NUMBERS)


def test_an_auditor_sees_how_far_it_is_and_no_address(world: World) -> None:
    for asset_id in (in_parts(world, 1).asset_id, announced()):
        told = state(asset_id, person=AUDITOR)
        assert told["upload"] is None
        assert told["conversion_status"] == "pending_upload"


def test_the_state_of_a_small_upload_gives_its_form_again(world: World) -> None:
    told = state(announced())
    assert told["upload"]["strategy"] == told["strategy"] == "post"
    assert told["received_parts"] == []


def test_what_was_queued_needs_no_upload_any_more(world: World) -> None:
    asset = in_parts(world, *NUMBERS)
    assert complete(asset.asset_id).send().status == 202

    told = state(asset.asset_id)

    assert (told["conversion_status"], told["upload"]) == ("queued", None)


def test_a_complete_upload_is_queued_once_however_often_it_is_told(world: World) -> None:
    asset = in_parts(world, *NUMBERS)

    answers = [complete(asset.asset_id).send() for _ in range(3)]
    world.arrivals().receive(upload_key(asset.asset_id), "message-1")

    assert [answer.status for answer in answers] == [202] * 3
    assert answers[0].json()["conversion_status"] == "queued"
    assert len(world.queue.sent) == 1


def test_a_small_file_may_be_completed_before_storage_tells_of_it(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"

    assert complete(asset_id).send().json()["conversion_status"] == "queued"
    assert len(world.queue.sent) == 1


@pytest.mark.parametrize("sent", [(), (1,), tuple(NUMBERS)[:-1], tuple(NUMBERS)[1:]], ids=str)
def test_an_upload_that_lacks_parts_is_refused_and_names_them(
    world: World, sent: tuple[int, ...]
) -> None:
    asset = in_parts(world, *sent)

    answer = complete(asset.asset_id).send()

    assert (answer.status, answer.code) == (409, "upload_incomplete")
    first = next(number for number in NUMBERS if number not in sent)
    assert str(first) in answer.json()["detail"]
    assert world.storage.assets[asset.asset_id] == asset


def test_parts_that_are_not_what_their_sender_sent_are_named(world: World) -> None:
    asset = in_parts(world, *NUMBERS)

    answer = complete(asset.asset_id, parts=[{"part_number": 2, "etag": "other"}]).send()

    assert (answer.status, answer.code) == (409, "upload_incomplete")
    assert "not as sent: 2" in answer.json()["detail"]


def test_the_marks_of_its_sender_are_taken_with_or_without_quotes(world: World) -> None:
    asset = in_parts(world, *NUMBERS)
    received = state(asset.asset_id)["received_parts"]
    marks = [
        {"part_number": part["part_number"], "etag": part["etag"].strip('"')} for part in received
    ]

    assert complete(asset.asset_id, parts=marks).send().status == 202


def test_a_small_file_that_never_came_is_incomplete(world: World) -> None:
    answer = complete(announced()).send()
    assert (answer.status, answer.code) == (409, "upload_incomplete")


def test_an_upload_that_expired_is_over(world: World) -> None:
    asset = in_parts(world, 1)
    world.clock.advance(timedelta(hours=26))
    world.arrivals().sweep("sweep-1")

    answer = complete(asset.asset_id).send()

    assert (answer.status, answer.code) == (409, "upload_expired")
    assert not world.multipart.open
    assert state(asset.asset_id)["upload"] is None


def test_an_upload_that_storage_has_forgotten_is_over(world: World) -> None:
    asset = in_parts(world, 1)
    world.multipart.open.clear()

    answer = complete(asset.asset_id).send()

    assert (answer.status, answer.code) == (409, "upload_expired")
    assert state(asset.asset_id)["upload"] is None


@pytest.mark.parametrize("size_bytes", [4, LARGE])
def test_what_was_deleted_takes_no_file_any_more(world: World, size_bytes: int) -> None:
    asset_id = announced(size_bytes=size_bytes)
    assert delete(asset_id).send().status == 200

    answer = complete(asset_id).send()

    assert (answer.status, answer.code) == (409, "asset_unavailable")
    assert state(asset_id)["upload"] is None


def test_a_repeat_with_a_key_shows_the_asset_as_it_is_then(world: World) -> None:
    asset = in_parts(world, *NUMBERS)
    complete(asset.asset_id).send(key="once")

    again = complete(asset.asset_id).send(key="once")

    assert again.status == 202
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    "body",
    [
        {"parts": [{"part_number": 0, "etag": "x"}]},
        {"parts": [{"part_number": 10_001, "etag": "x"}]},
        {"parts": [{"part_number": 1, "etag": ""}]},
        {"parts": [{"part_number": 1}]},
        {"parts": {}},
        {"part": []},
    ],
    ids=str,
)
def test_what_is_no_list_of_parts_is_refused(world: World, body: dict[str, object]) -> None:
    asset = in_parts(world, *NUMBERS)
    assert complete(asset.asset_id, **body).send().status == 422
    assert world.storage.assets[asset.asset_id] == asset


def test_nothing_need_be_said_of_the_parts(world: World) -> None:
    asset = in_parts(world, *NUMBERS)
    assert call("POST", f"{ASSETS}/{asset.asset_id}/upload/complete").status == 202


def test_an_upload_of_nothing_known_is_not_found(world: World) -> None:
    for asset_id in ("ast_00000000000000000000000099", "nonsense"):
        assert call("GET", f"{ASSETS}/{asset_id}/upload").code == "asset_not_found"
        assert complete(asset_id).send().code == "asset_not_found"


def test_only_an_admin_may_say_that_a_file_was_sent(world: World) -> None:
    asset = in_parts(world, *NUMBERS)
    assert complete(asset.asset_id).send(AUDITOR).status == 403
    assert world.storage.assets[asset.asset_id] == asset
