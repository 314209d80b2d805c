"""Who holds an asset, as it is shown with the asset: a projection that may lag by a minute."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.ids import AdminId, AssetId, UserId

SETTLES_AFTER: Final = timedelta(minutes=1)
"""When a projection is computed once more: by then every index has caught up."""
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


def computed(before: Holders, holdings: Iterable[Holding], at: datetime) -> Holders:
    """The projection of what was found at that moment."""
    found = list(holdings)
    latest = max(found, key=lambda each: (each.assigned_at, each.user_id), default=None)
    is_news = (latest, len(found)) != (before.latest, before.count)
    version = before.version + is_news
    return replace(before, latest=latest, count=len(found), version=version, computed_at=at)
