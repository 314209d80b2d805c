"""Deleting and restoring assets over HTTP, and how lists show them."""

from copy import deepcopy
from urllib.parse import urlencode

import pytest

from tests.builders import an_asset_id
from tests.functions.people import (
    ASSETS,
    assign,
    assigned,
    delete,
    held,
    put,
    ready,
    registered,
    restore,
    unassign,
)
from tests.functions.stories import announced
from tests.gateway import call
from tests.world import World


def listed(**query: object) -> list[str]:
    answer = call("GET", f"{ASSETS}?{urlencode(query)}")
    assert answer.status == 200, answer.body
    return [item["asset_id"] for item in answer.json()["items"]]


def test_a_deleted_asset_is_still_there_for_who_knows_it(world: World) -> None:
    asset_id = ready(world)
    version = world.storage.assets[asset_id].version

    answer = delete(asset_id).send()

    shown = answer.json()
    assert (answer.status, shown["version"]) == (200, version + 1)
    assert shown["deleted_at"] == "2026-11-22T10:15:30.123Z"
    assert answer.headers["ETag"].startswith(f'"v{version + 1}-')
    again = call("GET", f"{ASSETS}/{asset_id}")
    assert (again.json(), again.headers["ETag"]) == (shown, answer.headers["ETag"])


def test_a_restored_asset_can_be_assigned_again(world: World) -> None:
    asset_id = ready(world)
    delete(asset_id).send()

    answer = restore(asset_id).send()

    assert (answer.status, answer.json()["deleted_at"]) == (200, None)
    assert assign(asset_id, registered()).send().status == 201


def test_what_is_so_already_stays_as_it_is(world: World) -> None:
    asset_id = ready(world)
    present = deepcopy(world.storage)
    assert restore(asset_id).send().status == 200
    assert world.storage == present

    first = delete(asset_id).send()
    gone = deepcopy(world.storage)
    assert delete(asset_id).send().json() == first.json()
    assert world.storage == gone


def test_an_asset_can_be_deleted_once_nobody_holds_it(world: World) -> None:
    asset_id = assigned(world)["asset_id"]
    assert delete(asset_id).send().code == "asset_assigned"
    unassign().send()

    assert delete(asset_id).send().status == 200


def test_an_upload_that_is_awaited_can_be_deleted_too(world: World) -> None:
    asset_id = announced()

    assert delete(asset_id).send().json()["conversion_status"] == "pending_upload"


@pytest.mark.parametrize(
    "if_match", ["*", '"v{v}-h0-p100-w0"', '"v{v}-h7-p3-wffff"', '"x", "v{v}-h0-p100-w0"']
)
def test_only_the_version_of_an_etag_counts_for_a_change(world: World, if_match: str) -> None:
    asset_id = ready(world)
    version = world.storage.assets[asset_id].version

    assert delete(asset_id).send(if_match=if_match.format(v=version)).status == 200
    assert restore(asset_id).send(if_match=if_match.format(v=version + 1)).status == 200


@pytest.mark.parametrize(
    "if_match",
    ["", '"v{v}"', '"v{v}-p100"', 'W/"v{v}-h0-p100-w0"', '"v0-h0-p100-w0"', "v{v}-h0-p100-w0"],
)
def test_what_is_no_present_etag_of_an_asset_changes_nothing(world: World, if_match: str) -> None:
    asset_id = ready(world)
    version = world.storage.assets[asset_id].version
    storage = deepcopy(world.storage)

    answer = delete(asset_id).send(if_match=if_match.format(v=version))

    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert world.storage == storage


def test_the_etag_that_was_read_is_the_one_to_send(world: World) -> None:
    asset_id = ready(world)
    etag = call("GET", f"{ASSETS}/{asset_id}").headers["ETag"]

    assert delete(asset_id).send(if_match=etag).status == 200
    assert delete(asset_id).send(if_match=etag).code == "precondition_failed"


def test_lists_show_either_what_is_there_or_what_was_deleted(world: World) -> None:
    for number in (1, 2, 3):
        ready(world, number)
    delete(an_asset_id(2)).send()

    assert listed() == listed(deleted="false") == [an_asset_id(3), an_asset_id(1)]
    assert listed(deleted="true") == [an_asset_id(2)]
    assert listed(deleted="true", conversion_status="queued") == []


def test_the_asset_that_a_user_holds_is_found_by_the_user(world: World) -> None:
    asset_id = assigned(world, 1, "a+b@example.org")["asset_id"]
    ready(world, 2)

    assert listed(user_id="a+b@example.org") == [asset_id]
    assert listed(user_id="a+b@example.org", conversion_status="failed") == []
    assert listed(user_id="a+b@example.org", query="nothing") == []
    assert listed(user_id=registered("ada")) == []


@pytest.mark.parametrize("user_id", ["nobody", "", "a b", "#a", "\0"])
def test_assets_of_nobody_are_not_there(world: World, user_id: str) -> None:
    answer = call("GET", f"{ASSETS}?{urlencode({'user_id': user_id})}")

    assert (answer.status, answer.code) == (404, "user_not_found")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("deleted=maybe", ("query.deleted", "bool_parsing")),
        ("deleted=", ("query.deleted", "bool_parsing")),
        ("user_id=" + "x" * 129, ("query.user_id", "string_too_long")),
    ],
)
def test_a_wrong_filter_is_named(world: World, query: str, fault: tuple[str, str]) -> None:
    answer = call("GET", f"{ASSETS}?{query}")

    assert (answer.status, answer.faults) == (422, {fault})


def test_a_cursor_of_the_deleted_is_none_of_the_others(world: World) -> None:
    for number in (1, 2, 3):
        delete(ready(world, number)).send()
    cursor = call("GET", f"{ASSETS}?deleted=true&limit=1").json()["next_cursor"]

    assert call("GET", f"{ASSETS}?cursor={cursor}").code == "invalid_cursor"
    assert listed(deleted="true", cursor=cursor) == [an_asset_id(2), an_asset_id(1)]


def test_what_raced_with_a_deletion_is_shown_as_deleted(world: World) -> None:
    asset_id = ready(world)
    registered()
    world.faults.clear()
    # Head and asset have been read, and the assignment is about to be written.
    world.faults.at(3, "before", delete(asset_id).send)

    assert assign(asset_id).send().status == 201
    assert world.faults.calls[2] == "FakeAssignmentStore.save"
    assert held() == asset_id
    assert call("GET", f"{ASSETS}/{asset_id}").json()["deleted_at"] is not None
    assert put().send().json()["current"]["asset_id"] == asset_id
