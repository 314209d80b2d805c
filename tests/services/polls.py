"""Requests of somebody who can't hold a connection."""

from typing import Final

from mediadesk.contracts.socket import EventPage
from mediadesk.domain.ids import Topic
from mediadesk.domain.topics import asset_topic, user_topic
from tests.builders import GRACE, a_head, a_profile, an_asset, an_asset_id
from tests.faults import Faults
from tests.world import World

ADMINS: Final = frozenset({"admin"})
CLIP: Final = asset_topic(an_asset_id())
USER: Final = user_topic(GRACE)


def a_world(faults: Faults | None = None) -> World:
    world = World(faults)
    world.storage.assets[an_asset_id()] = an_asset(version=3)
    world.storage.profiles[GRACE] = a_profile(version=2)
    world.storage.heads[GRACE] = a_head()
    return world


def page(world: World, *topics: Topic, since: str | None = None, limit: int = 100) -> EventPage:
    return world.event_polling().page(topics, ADMINS, since, limit)
