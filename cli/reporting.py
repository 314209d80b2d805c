"""Tells what is heard of topics: line by line for people, as it came for machines."""

from datetime import UTC, datetime
from typing import Final

from rich.text import Text

from cli.api import Api, Document, address, read
from cli.display import Display
from cli.event_lines import bulk_line, held_line, holders_line, missed_lines
from cli.news import News, Unread
from cli.standing import Standing
from cli.wording import standing_line
from mediadesk.contracts.directory import Assignment, User
from mediadesk.contracts.http import Asset, AssetPage
from mediadesk.contracts.socket import (
    Announcement,
    AssetHolders,
    AssetSnapshot,
    AssignmentChanged,
    BulkDecided,
    Progress,
    Snapshot,
    StatusChanged,
    UserAssignment,
    UserSnapshot,
)
from mediadesk.domain.topics import ALL_ASSETS, topic_asset, topic_user

_FATES: Final = {"asset.deleted": "deleted", "asset.restored": "restored"}


class Report:
    """It knows what was told last of each asset and user: what is older gets no line."""

    def __init__(self, api: Api, display: Display) -> None:
        self._api = api
        self._display = display
        self._standings: dict[str, Standing] = {}
        self._holders: dict[str, AssetHolders] = {}
        self._sequences: dict[str, int] = {}

    def tell(self, told: News | Unread) -> None:
        if isinstance(told, News):
            self._tell_news(told)
            return
        if told.is_reset:
            self._display.notice(f"{told.topic}: more was missed than can be told. As it is now:")
            self._write({"type": "reset", "topic": told.topic})
        self.read(told.topic)

    def read(self, topic: str, *, is_shown: bool = True) -> None:
        """Tell the present of a topic, as far as it is news; of all assets that of the newest."""
        if topic == ALL_ASSETS:
            for asset in read(AssetPage, self._api.get(address("assets"), {"limit": 100})).items:
                self._tell_asset(asset, is_shown=is_shown)
        elif (asset_id := topic_asset(topic)) is not None:
            self._tell_asset(self._api.asset(asset_id), is_shown=is_shown)
        elif (user_id := topic_user(topic)) is not None:
            self._tell_user(self._user(user_id))

    def _tell_news(self, news: News) -> None:
        frame = news.frame
        # Read before anything is told: who fails in between begins with this event again.
        member = self._member(frame)
        self._write(news.document)
        match frame:
            case StatusChanged() | Progress():
                self._tell_state(frame)
            case AssignmentChanged(data=UserAssignment() as held):
                self._tell_held(held.user_id, held, frame.occurred_at)
            case AssignmentChanged(data=AssetHolders() as holders):
                self._tell_holders(holders, frame.occurred_at)
            case BulkDecided():
                self._line(bulk_line(frame.data, frame.occurred_at, topic_user(frame.topic)))
            case AssetSnapshot():
                self._tell_snapshot(frame)
            case UserSnapshot():
                self._tell_missed(frame)
        if member is not None:
            self._tell_user(member)

    def _member(self, frame: Announcement | Snapshot) -> User | None:
        """The user of whom a bulk is told: what they hold now stands in no frame."""
        user_id = topic_user(frame.topic) if isinstance(frame, BulkDecided) else None
        return None if user_id is None else self._user(user_id)

    def _user(self, user_id: str) -> User:
        return read(User, self._api.get(address("users", user_id)))

    def _tell_state(self, frame: StatusChanged | Progress) -> None:
        standing = Standing.of(frame.data, frame.version)
        if self._is_news(standing):
            self._line(standing_line(standing, frame.occurred_at, _FATES.get(frame.type, "")))

    def _tell_held(
        self, user_id: str, held: Assignment | UserAssignment | None, at: datetime
    ) -> bool:
        """Whether it was news."""
        sequence = 0 if held is None else held.sequence
        is_news = sequence > self._sequences.get(user_id, -1)
        if is_news:
            self._sequences[user_id] = sequence
            self._line(held_line(user_id, held, at))
        return is_news

    def _tell_holders(self, holders: AssetHolders, at: datetime) -> None:
        if holders != self._holders.get(holders.asset_id):
            self._holders[holders.asset_id] = holders
            self._line(holders_line(holders, at))

    def _tell_present_holders(self, holders: AssetHolders, at: datetime) -> None:
        """That nobody holds it is news only where somebody did."""
        if holders.assigned_user_count or holders.asset_id in self._holders:
            self._tell_holders(holders, at)

    def _tell_snapshot(self, frame: AssetSnapshot) -> None:
        standing = Standing.of(frame.data.conversion, frame.version)
        if self._is_news(standing):
            also = "deleted" if frame.data.deleted_at else ""
            self._line(standing_line(standing, frame.occurred_at, also))
        self._tell_present_holders(frame.data.holders, frame.occurred_at)

    def _tell_missed(self, frame: UserSnapshot) -> None:
        state = frame.data
        for line in missed_lines(frame, self._sequences.get(state.user_id, 0), frame.occurred_at):
            self._line(line)
        if state.held is not None:
            self._sequences[state.user_id] = state.held.sequence

    def _tell_asset(self, asset: Asset, *, is_shown: bool) -> None:
        standing, now = Standing.of(asset, asset.version), datetime.now(UTC)
        is_news = self._is_news(standing)
        holders = read(AssetHolders, asset.model_dump())
        if not is_shown:
            self._holders[asset.asset_id] = holders
            return
        if is_news:
            document = asset.model_dump(mode="json")
            self._write({"type": "asset", "version": asset.version, "data": document})
            self._line(standing_line(standing, now, "deleted" if asset.deleted_at else ""))
        self._tell_present_holders(holders, now)

    def _tell_user(self, user: User) -> None:
        if self._tell_held(user.user_id, user.current, datetime.now(UTC)):
            document = user.model_dump(mode="json")
            self._write({"type": "user", "version": user.version, "data": document})

    def _is_news(self, standing: Standing) -> bool:
        if not standing.is_newer_than(self._standings.get(standing.asset_id)):
            return False
        self._standings[standing.asset_id] = standing
        return True

    def _line(self, line: Text) -> None:
        if not self._display.is_for_machines:
            self._display.line(line)

    def _write(self, document: Document) -> None:
        if self._display.is_for_machines:
            self._display.document(document, indent=None)
