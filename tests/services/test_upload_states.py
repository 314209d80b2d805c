"""How far an upload is, and what is given to whom to go on with it."""

from datetime import timedelta

import pytest

from mediadesk.domain.assets import FORM_WINDOW, PARTS_WINDOW, Asset
from mediadesk.domain.media import FORM_BYTES, PART_BYTES
from mediadesk.domain.uploads import SignedForm, SignedParts, part_sizes
from mediadesk.services.uploads import ADDRESS_S
from tests.services.in_parts import PARTS, SIZE, begun, complete, send
from tests.services.stories import announced, landed, told
from tests.world import World


def parts(world: World, asset: Asset) -> SignedParts:
    """The addresses of the parts that are still to be sent."""
    way = world.uploads().state(asset.asset_id, may_send=True).way
    assert isinstance(way, SignedParts)
    return way


@pytest.mark.parametrize(("size_bytes", "count"), [(FORM_BYTES, 0), (FORM_BYTES + 1, PARTS)])
def test_the_last_byte_of_a_form_is_the_border_between_the_two_ways(
    size_bytes: int, count: int
) -> None:
    world = World()
    asset = announced(world, size_bytes=size_bytes)
    way = world.uploads().state(asset.asset_id, may_send=True).way
    if count:
        assert isinstance(way, SignedParts)
        assert [part.number for part in way.parts] == list(range(1, count + 1))
        assert sum(part.size_bytes for part in way.parts) == size_bytes
    else:
        assert isinstance(way, SignedForm)
        assert asset.multipart_id is None


@pytest.mark.parametrize("size_bytes", [FORM_BYTES + 1, 7 * PART_BYTES, 5_000_000_000])
def test_every_byte_is_in_one_part_and_only_the_last_is_small(size_bytes: int) -> None:
    world = World()
    sizes = [size for _, size in part_sizes(announced(world, size_bytes=size_bytes))]
    assert sum(sizes) == size_bytes
    assert set(sizes[:-1]) == {PART_BYTES}
    assert 0 < sizes[-1] <= PART_BYTES


def test_an_upload_goes_on_with_fresh_addresses_of_what_is_missing() -> None:
    world = World()
    asset = begun(world)
    send(world, asset, 1, 3)
    world.clock.advance(timedelta(hours=2))
    state = world.uploads().state(asset.asset_id, may_send=True)
    assert [part.number for part in state.received] == [1, 3]
    fresh = parts(world, asset)
    assert [part.number for part in fresh.parts] == [2, *range(4, PARTS + 1)]
    assert fresh.expires_at == world.clock() + timedelta(seconds=ADDRESS_S)
    for part in fresh.parts:
        assert f"partNumber={part.number}&" in part.url
        assert f"size={part.size_bytes}" in part.url


def test_no_address_outlives_its_upload() -> None:
    world = World()
    asset = begun(world)
    world.clock.advance(PARTS_WINDOW - timedelta(minutes=5))
    late = parts(world, asset)
    assert late.expires_at == asset.created_at + PARTS_WINDOW
    assert all(part.url.endswith("expires=300") for part in late.parts)


def test_a_part_of_another_size_is_to_be_sent_again() -> None:
    world = World()
    asset = begun(world)
    send(world, asset)
    world.multipart.send(asset, 2, b"cut short")
    assert [part.number for part in parts(world, asset).parts] == [2]


def test_when_all_parts_are_there_no_address_is_left_to_give() -> None:
    world = World()
    asset = begun(world)
    send(world, asset)
    assert parts(world, asset).parts == ()


@pytest.mark.parametrize("size_bytes", [12, SIZE])
def test_who_may_not_upload_is_told_how_far_it_is_and_given_no_address(size_bytes: int) -> None:
    world = World()
    asset = announced(world, size_bytes=size_bytes)
    if asset.comes_in_parts:
        send(world, asset, 1, 2)
    world.faults.clear()
    state = world.uploads().state(asset.asset_id, may_send=False)
    assert state.way is None
    assert len(state.received) == (2 if asset.comes_in_parts else 0)
    assert not {"FakeBlobs.upload_form", "FakeMultipartUploads.part_url"} & set(world.faults.calls)


def test_a_form_is_given_for_the_time_that_is_left() -> None:
    world = World()
    asset = announced(world)
    world.clock.advance(FORM_WINDOW - timedelta(minutes=10))
    way = world.uploads().state(asset.asset_id, may_send=True).way
    assert isinstance(way, SignedForm)
    assert way.fields["x-expires-in"] == "600"


def test_what_was_accepted_or_is_over_needs_nothing_more() -> None:
    world = World()
    by_form, in_parts, never = landed(world), begun(world), begun(world)
    told(world, by_form)
    complete(world, in_parts, send(world, in_parts))
    world.clock.advance(PARTS_WINDOW * 2)
    world.arrivals().sweep("sweep-1")
    for asset in (by_form, in_parts, never):
        state = world.uploads().state(asset.asset_id, may_send=True)
        assert (state.received, state.way) == ((), None)


def test_between_the_joining_of_its_parts_and_its_acceptance_nothing_is_to_be_sent() -> None:
    world = World()
    asset = begun(world)
    send(world, asset)
    world.multipart.complete(asset, world.multipart.received(asset) or [])
    state = world.uploads().state(asset.asset_id, may_send=True)
    assert (state.asset.status, state.way) == ("pending_upload", None)


def test_a_repeat_of_the_request_goes_on_with_the_same_upload() -> None:
    world = World()
    first = announced(world, key="key-1", size_bytes=SIZE)
    again = announced(world, key="key-1", size_bytes=SIZE)
    assert again.multipart_id == first.multipart_id is not None
    assert len(world.multipart.open) == 1
