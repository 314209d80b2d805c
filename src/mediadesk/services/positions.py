"""Where topics stand, and the present of an asset or a user for who has missed something."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from mediadesk.contracts.socket import (
    AssetSnapshot,
    AssetState,
    Snapshot,
    UserAssignment,
    UserSnapshot,
    UserState,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import InvalidCursor
from mediadesk.domain.heads import Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import Topic, UserId
from mediadesk.domain.places import earliest
from mediadesk.domain.topics import asset_topic, topic_asset, topic_user, user_topic
from mediadesk.domain.users import Profile
from mediadesk.ports import AssetStore, Clock, HolderStore, UserStore
from mediadesk.services.announcements import (
    asset_cursor,
    conversion_told,
    entry_told,
    held,
    holders_told,
)
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.standings import Standing, Standings, batches

MISSED_AT_MOST: Final = 50
"""So many entries of a history are told at once; the rest is read."""


class Positions:
    """All reads are strongly consistent: a position never falls behind one that was told."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        holders: HolderStore,
        users: UserStore,
        standings: Standings,
        history: EffectiveHistory,
        clock: Clock,
    ) -> None:
        self._assets = assets
        self._holders = holders
        self._users = users
        self._standings = standings
        self._history = history
        self._clock = clock

    def of(self, topics: Iterable[Topic]) -> dict[Topic, str]:
        """Cursors of the topics of assets and users that there are."""
        wanted = list(topics)
        assets = {asset_topic(a.asset_id): asset_cursor(a, h) for a, h in self._of_assets(wanted)}
        users = {user_topic(p.user_id): _user_cursor(p, s) for p, s in self._of_users(wanted)}
        return assets | users

    def of_users(self, user_ids: Iterable[UserId]) -> dict[UserId, int]:
        """The versions of users."""
        found = self._of_users([user_topic(user_id) for user_id in user_ids])
        return {profile.user_id: user_version(profile, standing) for profile, standing in found}

    def newer(self, since: Mapping[Topic, str]) -> list[Snapshot]:
        """The present of each of these topics that is newer than its cursor.

        InvalidCursor for what can't be a cursor of the topic, be it one that is yet to come.
        """
        return [*self._assets_since(since, at_least=1), *self._users_since(since)]

    def missed(self, since: Mapping[Topic, str]) -> list[Snapshot]:
        """As `newer`, and of each asset: a cursor that came with an event proves nothing there.

        Conversions and holders are told by different events, and the cursor of each counts both:
        it may be ahead of the other.
        """
        return [*self._assets_since(since, at_least=0), *self._users_since(since)]

    def _assets_since(self, since: Mapping[Topic, str], at_least: int) -> Iterator[Snapshot]:
        for asset, holders in self._of_assets(since):
            topic, cursor = asset_topic(asset.asset_id), asset_cursor(asset, holders)
            if missed_count(topic, since[topic], int(cursor)) >= at_least:
                yield self._asset(asset, holders)

    def _users_since(self, since: Mapping[Topic, str]) -> Iterator[Snapshot]:
        for profile, standing in self._of_users(since):
            topic = user_topic(profile.user_id)
            count = missed_count(topic, since[topic], user_version(profile, standing))
            if count:
                yield self._user(profile, standing, count)

    def _asset(self, asset: Asset, holders: Holders) -> AssetSnapshot:
        topic, cursor, at = asset_topic(asset.asset_id), asset_cursor(asset, holders), self._clock()
        return AssetSnapshot(
            event_id=_snapshot_id(topic, at),
            topic=topic,
            cursor=cursor,
            version=asset.version,
            occurred_at=at,
            data=AssetState(
                conversion=conversion_told(asset),
                holders=holders_told(holders),
                deleted_at=asset.deleted_at,
            ),
        )

    def _user(self, profile: Profile, standing: Standing, count: int) -> UserSnapshot:
        topic, version, at = (
            user_topic(profile.user_id),
            user_version(profile, standing),
            self._clock(),
        )
        newest, now = (
            self._history.newest(standing, None, min(count, MISSED_AT_MOST)),
            standing.head,
        )
        return UserSnapshot(
            event_id=_snapshot_id(topic, at),
            topic=topic,
            cursor=str(version),
            version=version,
            occurred_at=at,
            data=UserState(
                user_id=profile.user_id,
                held=held(now),
                entries=tuple(_told(entry, now) for entry in newest),
                is_complete=count <= MISSED_AT_MOST,
            ),
        )

    def _of_assets(self, topics: Iterable[Topic]) -> list[tuple[Asset, Holders]]:
        ids = [asset_id for topic in topics if (asset_id := topic_asset(topic)) is not None]
        assets = [asset for batch in batches(ids) for asset in self._assets.get_many(batch)]
        found = (each for batch in batches(ids) for each in self._holders.get_many(batch))
        holders = {each.asset_id: each for each in found}
        return [(asset, holders[asset.asset_id]) for asset in assets]

    def _of_users(self, topics: Iterable[Topic]) -> list[tuple[Profile, Standing]]:
        ids = [user_id for topic in topics if (user_id := topic_user(topic)) is not None]
        if not ids:
            return []
        standings = {each.head.user_id: each for each in self._standings.of_each(ids)}
        profiles = (each for batch in batches(ids) for each in self._users.get_many(batch))
        return [(each, standings[each.user_id]) for each in profiles if each.user_id in standings]


def user_version(profile: Profile, standing: Standing) -> int:
    """It rises with every change of the directory entry, and of what the user holds."""
    return profile.version + standing.head.sequence


def _told(entry: HistoryEntry, head: Head) -> UserAssignment:
    """The newest one as the head tells it, which knows until when it can be undone."""
    present = held(head) if entry.sequence == head.sequence else None
    return entry_told(entry) if present is None else present


def _snapshot_id(topic: Topic, at: datetime) -> str:
    # Never that of an earlier one: events that came again may have been told in between.
    return f"{topic}@{earliest(at)}"


def _user_cursor(profile: Profile, standing: Standing) -> str:
    return str(user_version(profile, standing))


def missed_count(topic: Topic, since: str, present: int) -> int:
    """How many changes lie between; InvalidCursor."""
    if not (since.isascii() and since.isdecimal()) or int(since) > present:
        raise InvalidCursor(f"The cursor is none of {topic}, or is from the future.", topic=topic)
    return present - int(since)
