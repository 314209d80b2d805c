"""Who asks for too much in too short a time is refused before anything is done for them."""

from typing import Final

from mediadesk.domain.errors import RateLimited
from mediadesk.domain.ids import AdminId
from mediadesk.domain.limits import Limit, Window, window_of
from mediadesk.ports import Clock, RateLimits

PREVIEWS_FOR_EACH: Final = 3
"""A bulk is tried out before, once or more often, as those are left out who are in the way."""


class RateLimiter:
    """For each admin: how many bulks and dry runs a minute, and how many users by them an hour."""

    def __init__(self, *, limits: RateLimits, clock: Clock, calls: int, users: int) -> None:
        self._limits = limits
        self._clock = clock
        self._calls = Limit("bulk_calls", calls, 60)
        self._previews = Limit("bulk_previews", PREVIEWS_FOR_EACH * calls, 60)
        self._users = Limit("bulk_users", users, 3600)

    def admit(self, actor: AdminId, users: int) -> None:
        """Count one call and so many users; raises RateLimited.

        The call first: one too many must not use up users for which nothing was done.
        """
        self._take(actor, self._calls, 1)
        self._take(actor, self._users, users)

    def admit_preview(self, actor: AdminId) -> None:
        """Count one dry run; raises RateLimited."""
        self._take(actor, self._previews, 1)

    def _take(self, actor: AdminId, limit: Limit, count: int) -> None:
        window = window_of(actor, limit, self._clock())
        if not self._limits.take(window, count):
            raise self._refusal(window)

    def _refusal(self, window: Window) -> RateLimited:
        limit = window.limit
        what = limit.rule.removeprefix("bulk_")
        return RateLimited(
            f"At most {limit.most} {what} by bulk operations in {limit.window_s} seconds.",
            retry_after_s=window.seconds_left(self._clock()),
            limit=limit.most,
            window_s=limit.window_s,
            remaining=max(0, limit.most - self._limits.used(window)),
        )
