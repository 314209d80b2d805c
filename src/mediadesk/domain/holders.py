"""Who holds an asset, as it is shown with the asset: a projection that may lag a little."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.ids import AdminId, AssetId, UserId

SETTLES_AFTER: Final = timedelta(seconds=30)
"""When a projection is computed once more: by then every index has caught up."""
LAG_AT_MOST: Final = timedelta(seconds=15)
"""Within which every index catches up with a change."""
MANY: Final = 100
"""From so many holders on, a projection is expensive, and not computed at every change."""
MANY_AT_MOST_EVERY: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Holding:
    """One user who holds an asset."""

    user_id: UserId
    assigned_at: datetime
    assigned_by: AdminId


@dataclass(frozen=True, slots=True)
class Holders:
    """The latest assignment of an asset that is in force, and how many there are.

    `version` rises with every visible change, `v` with every write. `due_at` is when it is to be
    computed once more.
    """

    asset_id: AssetId
    latest: Holding | None = None
    count: int = 0
    version: int = 0
    v: int = 0
    computed_at: datetime | None = None
    due_at: datetime | None = None

    def is_fresh(self, at: datetime) -> bool:
        """Whether it is too early to compute an expensive one again."""
        if self.count < MANY or self.computed_at is None:
            return False
        return at < self.computed_at + MANY_AT_MOST_EVERY

    def heals(self, at: datetime, since: datetime) -> bool:
        """Whether a change that was heard of at `since` shows, or will without another write.

        It shows in what was computed later, and waits where it is too early to compute; either
        may have missed it, so that it must be due when the index knows.
        """
        if self.computed_at is None or self.due_at is None or self.due_at < at + LAG_AT_MOST:
            return False
        return self.is_fresh(at) or self.computed_at > since


def computed(before: Holders, holdings: Iterable[Holding], at: datetime) -> Holders:
    """The projection of what was found at that moment."""
    found = list(holdings)
    latest = max(found, key=lambda each: (each.assigned_at, each.user_id), default=None)
    is_news = (latest, len(found)) != (before.latest, before.count)
    version = before.version + is_news
    return replace(before, latest=latest, count=len(found), version=version, computed_at=at)
