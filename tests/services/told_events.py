"""Events that were told, for tests of what is read of them later."""

from datetime import datetime, timedelta

from mediadesk.contracts.socket import Event, ServerFrame, StatusChanged
from mediadesk.domain.holders import Holders
from mediadesk.domain.places import place_at
from mediadesk.services.announcements import status_frames
from tests.builders import an_asset
from tests.fakes import START
from tests.world import World

SECOND = timedelta(seconds=1)


def told(number: int, version: int, at: datetime = START, title: str = "A clip") -> Event:
    """A change of an asset, in the log at that moment."""
    asset = an_asset(number, version=version, title=title, updated_at=at)
    [_, frame] = status_frames(None, asset, Holders(asset.asset_id))
    return frame.model_copy(update={"cursor": place_at(at, f"{number:03d}{version:06d}")})


def log(world: World, *events: Event) -> list[Event]:
    for event in events:
        world.event_log.append(event)
    return list(events)


def a_day(world: World, count: int) -> list[Event]:
    """An event each second, of ten assets in turn, from now on."""
    start = world.clock()
    events = [told(1 + each % 10, 1 + each // 10, start + each * SECOND) for each in range(count)]
    world.clock.advance(count * SECOND)
    return log(world, *events)


def versions(events: list[Event] | tuple[ServerFrame, ...]) -> list[tuple[str, int]]:
    """The last digit of each asset, and its version."""
    return [(f.data.asset_id[-1], f.version) for f in events if isinstance(f, StatusChanged)]
