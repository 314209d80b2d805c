"""Some users' lives with bulks in them, told as simply as can be."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tests.services.life_model import LifeModel, Line

WINDOW: Final = timedelta(seconds=30)
GRACE: Final = timedelta(seconds=5)


@dataclass
class Bulk:
    """`end`: what became of it, or None while it can be undone; `held`: whom it holds still."""

    asset: int
    by: str
    at: datetime
    members: list[str]
    held: set[str]
    end: str | None = None

    def is_open(self, at: datetime) -> bool:
        return self.end is None and at - self.at <= WINDOW


@dataclass
class CrowdModel:
    """Each method returns the code of a refusal, or None when it was done."""

    lives: dict[str, LifeModel] = field(default_factory=dict)
    bulks: list[Bulk] = field(default_factory=list)

    def assign_all(
        self, asset: int, members: list[str], by: str, at: datetime, *, override: bool
    ) -> str | None:
        lives = [self.lives[name] for name in members]
        if any(life.is_gone or life.held == asset for life in lives):
            return "bulk_refused"
        met = [bulk for bulk in self.bulks if bulk.held & set(members)]
        if any(bulk.is_open(at) and bulk.by != by and not override for bulk in met):
            return "undo_window_open"
        for bulk in met:
            bulk.end = bulk.end or "bulk_sealed"
        for name, life in zip(members, lives, strict=True):
            self._let_go(name)
            life.lines.append(Line("assign", asset, life.held, at))
        self.bulks.append(Bulk(asset, by, at, members, set(members)))
        return None

    def undo_all(self, number: int, at: datetime) -> str | None:
        bulk = self.bulks[number]
        if bulk.end is not None:
            return bulk.end
        if at - bulk.at > WINDOW:
            return "undo_window_expired"
        for name in bulk.members:
            lines = self.lives[name].lines
            given = lines[-1]
            lines.append(Line("undo", given.previous, given.asset, at, len(lines)))
        bulk.end = "already_undone"
        return None

    def may_change(self, name: str, by: str, at: datetime, *, override: bool) -> str | None:
        """Before a single change of somebody whom a bulk may hold."""
        for bulk in self._holding(name):
            if bulk.is_open(at) and bulk.by != by and not override:
                return "undo_window_open"
        return None

    def changed(self, name: str) -> None:
        """A single change was made."""
        for bulk in self._holding(name):
            bulk.end = bulk.end or "bulk_sealed"
        self._let_go(name)

    def stored(self, at: datetime) -> None:
        """Whatever was due by then is stored with the members."""
        for bulk in self.bulks:
            if bulk.end is None and at - bulk.at > WINDOW + GRACE:
                bulk.end = "undo_window_expired"
            if bulk.end is not None:
                bulk.held.clear()

    def holders(self, asset: int) -> list[str]:
        return sorted(name for name, life in self.lives.items() if life.held == asset)

    def _holding(self, name: str) -> list[Bulk]:
        return [bulk for bulk in self.bulks if name in bulk.held]

    def _let_go(self, name: str) -> None:
        for bulk in self.bulks:
            bulk.held.discard(name)
