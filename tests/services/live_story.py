"""Changes, their announcement in the order of their streams, and clients that come and go."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.ids import Topic
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from mediadesk.services.change_announcer import ChangeAnnouncer
from tests.builders import ADA, GRACE, a_change, a_head, a_profile, an_asset
from tests.faults import Crash
from tests.services.live_client import LiveClient, present
from tests.world import World

Announce: TypeAlias = Callable[[ChangeAnnouncer], None]
MakeWorld: TypeAlias = Callable[[], World]

ASSETS: Final = (1, 2)
CLIENTS: Final = 3


class LiveStory:
    """Each stream is announced in order, batch by batch; a batch that failed comes again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.streams: dict[str, list[Announce]] = {}
        self.done: dict[str, int] = {}
        self.numbers: dict[str, list[int]] = {}
        """Of each item, the numbers of the events of `assets` that there are."""
        for number in ASSETS:
            self.conversion(number)
        world.storage.profiles[GRACE] = a_profile()
        world.storage.heads[GRACE] = a_head()
        self.announce_all()
        topics: list[Topic] = [asset_topic(an_asset(each).asset_id) for each in ASSETS]
        topics += [ALL_ASSETS, user_topic(GRACE)]
        self.clients = [LiveClient(world, f"c{each}", *topics) for each in range(CLIENTS)]
        self.numbers.clear()
        # Only later events are told for certain to who was not there before.
        world.clock.advance(timedelta(minutes=1))
        for client in self.clients:
            client.connect()
            client.read()

    def conversion(self, number: int) -> None:
        before = self.world.storage.assets.get(an_asset(number).asset_id)
        after = an_asset(number, version=before.version + 1 if before else 1)
        after = replace(after, title=f"Clip, {after.version}", updated_at=self.world.clock())
        self.world.storage.assets[after.asset_id] = after
        self._note(f"assets-{number}", after.asset_id, after.version, _asset(before, after))

    def holders(self, number: int) -> None:
        asset_id = an_asset(number).asset_id
        before = self.world.storage.holders.get(asset_id) or Holders(asset_id)
        latest = Holding(GRACE, self.world.clock(), ADA.name)
        at, version = self.world.clock(), before.version + 1
        after = Holders(asset_id, latest, version, version, version, computed_at=at)
        self.world.storage.holders[asset_id] = after
        self._note(f"holders-{number}", f"{asset_id}:h", version, _holders(before, after))

    def head(self, number: int) -> None:
        before = self.world.storage.heads[GRACE]
        after = a_change(before, number, self.world.clock()).after
        self.world.storage.heads[GRACE] = after
        self.streams.setdefault("heads", []).append(_head(before, after))

    def announce(self, stream: str, size: int) -> bool:
        """Announce the next changes of a stream; whether there is nothing to be announced again."""
        begin = self.done.get(stream, 0)
        batch = self.streams.get(stream, [])[begin : begin + size]
        try:
            announced(self.world, batch)
        except (Crash, ServiceUnavailable):
            return False
        self.done[stream] = begin + len(batch)
        return True

    def announce_all(self) -> None:
        for stream in self.streams:
            while self.done.get(stream, 0) < len(self.streams[stream]):
                assert self.announce(stream, 100)

    def require_order(self) -> None:
        """No client was told of anything twice, or of something before what came before it."""
        for client in self.clients:
            for numbers in client.numbers().values():
                assert numbers == sorted(set(numbers)), numbers

    def require_good_end(self) -> None:
        """When all is announced and all were connected once more, everybody knows everything."""
        self.world.faults.clear()
        self.announce_all()
        for client in self.clients:
            client.cut(0, is_noticed=True)
            client.connect()
            client.read()
            assert client.resets == 0
            assert client.numbers() == self.numbers
            knows = client.present
            assert knows == {k: v for t in self.topics for k, v in present(self.world, t).items()}

    @property
    def topics(self) -> list[str]:
        return [user_topic(GRACE), *(asset_topic(an_asset(each).asset_id) for each in ASSETS)]

    def _note(self, stream: str, item: str, number: int, announce: Announce) -> None:
        self.streams.setdefault(stream, []).append(announce)
        self.numbers.setdefault(item, []).append(number)


def announced(world: World, batch: Sequence[Announce]) -> None:
    """One batch of a stream."""
    announcer = world.announcer()
    for announce in batch:
        announce(announcer)
    announcer.deliver(world.clock())


def _asset(before: Asset | None, after: Asset) -> Announce:
    return lambda announcer: announcer.announce(before, after)


def _holders(before: Holders, after: Holders) -> Announce:
    return lambda announcer: announcer.announce_holders(before, after)


def _head(before: Head, after: Head) -> Announce:
    return lambda announcer: announcer.announce_user(before, after)
