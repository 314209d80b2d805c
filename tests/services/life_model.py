"""One user's life told once more, as simply as can be: what the services must agree with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

PENDING: Final = 9
"""The number of an asset that was never converted."""


@dataclass(frozen=True)
class Line:
    """One change: the numbers of the assets held after and before it."""

    action: str
    asset: int | None
    previous: int | None
    at: datetime
    refers_to: int | None = None


@dataclass
class LifeModel:
    """Each method returns the code of a refusal, or None when it was done."""

    lines: list[Line] = field(default_factory=list)
    name: str | None = None
    is_gone: bool = False
    changes: int = 0
    deleted: set[int] = field(default_factory=set)

    @property
    def held(self) -> int | None:
        return self.lines[-1].asset if self.lines else None

    def assign(self, asset: int, at: datetime) -> str | None:
        if self.name is None:
            return "user_not_found"
        if asset in self.deleted:
            return "asset_unavailable"
        if asset == PENDING:
            return "asset_not_ready"
        if self.is_gone:
            return "user_deactivated"
        if self.held == asset:
            return "already_assigned"
        return self._append("assign", asset, at)

    def undo(self, place: int, at: datetime) -> str | None:
        line, later = self.lines[place - 1], self.lines[place:]
        if later:
            return "already_undone" if later[0].action == "undo" else "assignment_superseded"
        if line.action not in ("assign", "revert"):
            return "not_undoable"
        if at - line.at > timedelta(seconds=30):
            return "undo_window_expired"
        return self._give_again("undo", place, line.previous, at)

    def revert(self, place: int, at: datetime) -> str | None:
        asset = self.lines[place - 1].asset
        if not self.is_gone and asset == self.held:
            return "already_assigned"
        return self._give_again("revert", place, asset, at)

    def unassign(self, at: datetime) -> str | None:
        if self.name is None:
            return "user_not_found"
        return "not_assigned" if self.held is None else self._append("unassign", None, at)

    def put(self, name: str) -> str | None:
        self.changes += self.is_gone or self.name != name
        self.name, self.is_gone = name, False
        return None

    def deactivate(self, at: datetime) -> str | None:
        if self.name is None:
            return "user_not_found"
        self.changes += not self.is_gone
        self.is_gone = True
        return None if self.held is None else self._append("user_removed", None, at)

    def delete(self, asset: int) -> str | None:
        if asset == self.held and asset not in self.deleted:
            return "asset_assigned"
        self.deleted.add(asset)
        return None

    def restore(self, asset: int) -> str | None:
        self.deleted.discard(asset)
        return None

    def _give_again(self, action: str, place: int, asset: int | None, at: datetime) -> str | None:
        if self.is_gone:
            return "user_deactivated"
        if asset in self.deleted:
            return "asset_unavailable"
        return self._append(action, asset, at, place)

    def _append(
        self, action: str, asset: int | None, at: datetime, refers_to: int | None = None
    ) -> str | None:
        self.lines.append(Line(action, asset, self.held, at, refers_to))
        return None
