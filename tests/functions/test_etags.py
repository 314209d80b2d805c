"""When an asset is sent, and when the client is told that it has it already."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.functions.stories import announced, converted, uploaded
from tests.gateway import call
from tests.world import World

ASSETS = "/api/admin/assets"


def test_an_asset_carries_an_etag_and_is_not_sent_again_while_it_holds(world: World) -> None:
    address = f"{ASSETS}/{announced()}"
    first = call("GET", address)
    etag = first.headers["ETag"]

    again = call("GET", address, headers={"If-None-Match": etag})

    assert etag == '"v1-h0-p0-w0"'
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status, again.body) == (304, "")
    assert again.headers["ETag"] == etag


@pytest.mark.parametrize("sent", ["*", 'W/"v1-h0-p0-w0"', '"other", "v1-h0-p0-w0"'])
def test_an_etag_may_be_sent_in_every_form_of_http(world: World, sent: str) -> None:
    address = f"{ASSETS}/{announced()}"

    assert call("GET", address, headers={"If-None-Match": sent}).status == 304


def test_a_change_makes_the_etag_another_one(world: World) -> None:
    asset_id = uploaded(world)

    answer = call("GET", f"{ASSETS}/{asset_id}", headers={"If-None-Match": '"v1-h0-p0-w0"'})

    assert answer.status == 200
    assert answer.headers["ETag"] == '"v2-h0-p0-w0"'


def test_the_window_of_the_addresses_is_part_of_the_etag(world: World, tmp_path: Path) -> None:
    address = f"{ASSETS}/{converted(world, tmp_path)}"
    first = call("GET", address).headers["ETag"]
    world.clock.advance(timedelta(minutes=10))
    same_window = call("GET", address).headers["ETag"]
    world.clock.advance(timedelta(hours=1))

    assert same_window == first
    assert call("GET", address).headers["ETag"] != first
