"""What a batch of saved changes has to be told of, and the telling."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from mediadesk.contracts.socket import (
    Announcement,
    BulkDecided,
    Event,
    Progress,
    StatusChanged,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import Holders
from mediadesk.domain.places import place_at, told_at
from mediadesk.domain.topics import ALL_ASSETS, topic_user
from mediadesk.ports import (
    AssetStore,
    BulkStore,
    Clock,
    ConnectionStore,
    EventLog,
    HolderStore,
    NewId,
    UserStore,
)
from mediadesk.services.announcements import (
    bulk_frames,
    holder_frames,
    member_frame,
    newly_held,
    progress_frames,
    status_frames,
    user_frame,
)
from mediadesk.services.notifications import NotificationService
from mediadesk.services.positions import Positions

TOLD_WITHIN: Final = timedelta(seconds=3)
"""How old a place may be when delivery begins; that takes at most the rest of the overlap."""


class ChangeAnnouncer:
    """For one batch: each change is noted and logged as it comes, and all are delivered at last.

    Who follows what is read after everything was logged: a client that subscribed later than that
    finds it in the log.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        connections: ConnectionStore,
        notifications: NotificationService,
        positions: Positions,
        assets: AssetStore,
        holders: HolderStore,
        users: UserStore,
        bulks: BulkStore,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._log = log
        self._connections = connections
        self._notifications = notifications
        self._positions = positions
        self._assets = assets
        self._holders = holders
        self._users = users
        self._bulks = bulks
        self._clock = clock
        self._new_id = new_id
        self._frames: list[Announcement] = []

    def announce(self, before: Asset | None, after: Asset) -> None:
        """What became of an asset, for who follows it, or all assets."""
        if before is not None and before.version == after.version:
            self._frames += progress_frames(before, after, self._clock())
            return
        [holders] = self._holders.get_many([after.asset_id])
        self._note(status_frames(before, after, holders))

    def announce_user(self, before: Head | None, after: Head) -> None:
        """What a user holds since the newest entry, for who follows the user."""
        held = newly_held(before, after)
        if held is not None:
            found = self._users.get_many([after.user_id])
            self._note([user_frame(held, each.version + after.sequence) for each in found])

    def announce_holders(self, before: Holders | None, after: Holders) -> None:
        """Who holds an asset, for who follows it, or all assets."""
        if after.version > (0 if before is None else before.version):
            at = after.computed_at or self._clock()
            for asset in self._assets.get_many([after.asset_id]):
                self._note(holder_frames(asset, after, at))

    def announce_bulk(self, before: BulkRecord | None, after: BulkRecord) -> None:
        """What was decided about a bulk: for who follows its asset, all assets, or a member."""
        frames = bulk_frames(before, after, self._clock())
        if frames and after.status is not BulkStatus.ABORTED:
            frames += self._to_members(frames[0], after)
        self._note(frames)

    def deliver(self, changed_at: datetime) -> None:
        """Tell everybody; ServiceUnavailable when somebody was not, and does not know it.

        `changed_at` is when the oldest change of the batch was written.
        """
        frames, self._frames = _without_passed_progress(self._frames), []
        self._notifications.publish(self._in_time(frames), changed_at)

    def _note(self, frames: Sequence[Event]) -> None:
        for frame in frames:
            self._frames.append(self._logged(frame) if frame.topic == ALL_ASSETS else frame)

    def _logged(self, frame: Event) -> Event:
        place = place_at(self._clock(), self._new_id(""))
        placed = frame.model_copy(update={"cursor": place})
        self._log.append(placed)
        return placed

    def _in_time(self, frames: Sequence[Announcement]) -> Sequence[Announcement]:
        """Moved to later places where noting took long: others were told of later events."""
        places = [frame.cursor for frame in frames if frame.topic == ALL_ASSETS and frame.cursor]
        if not places or told_at(places[0]) >= self._clock() - TOLD_WITHIN:
            return frames
        # All of them, so that none of an item overtakes another.
        return [self._moved(frame) for frame in frames]

    def _moved(self, frame: Announcement) -> Announcement:
        if isinstance(frame, Progress) or frame.topic != ALL_ASSETS:
            return frame
        return self._logged(frame)

    def _to_members(self, decided: BulkDecided, record: BulkRecord) -> list[BulkDecided]:
        followed = {topic_user(each.topic) for each in self._connections.of_users()}
        if not followed:
            return []
        ids = [each for each in self._bulks.members(record.bulk_id) if each in followed]
        versions = self._positions.of_users(ids)
        return [member_frame(decided, user_id, versions[user_id]) for user_id in versions]


def _without_passed_progress(frames: Sequence[Announcement]) -> list[Announcement]:
    """Of progress only what no later frame of the same asset has overtaken."""
    last = {
        (frame.topic, frame.data.asset_id): place
        for place, frame in enumerate(frames)
        if isinstance(frame, Progress | StatusChanged)
    }
    return [
        frame
        for place, frame in enumerate(frames)
        if not isinstance(frame, Progress) or last[frame.topic, frame.data.asset_id] == place
    ]
