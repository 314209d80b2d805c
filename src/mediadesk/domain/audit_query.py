"""Which entries of the audit trail somebody wants to see."""

from dataclasses import dataclass
from datetime import datetime

from mediadesk.domain.audit import AuditAction
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.instants import rfc3339
from mediadesk.domain.trail import Recorded


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Filters that all must hold; `since` and `until` both count."""

    asset_id: AssetId | None = None
    user_id: UserId | None = None
    actor: str | None = None
    action: AuditAction | None = None
    since: datetime | None = None
    until: datetime | None = None

    def matches(self, entry: Recorded) -> bool:
        told = entry.shown()
        # Who had an asset taken from them by another one, has to do with both.
        assets = {told.get("asset_id"), entry.document.get("previous_asset_id")}
        return (
            (self.asset_id is None or self.asset_id in assets)
            and self.user_id in {None, told.get("user_id")}
            and self.actor in {None, told.get("actor")}
            and self.action in {None, told.get("action")}
            and (self.since is None or rfc3339(self.since) <= entry.at)
            and (self.until is None or entry.at <= rfc3339(self.until))
        )

    @property
    def fingerprint(self) -> str:
        """Tells this query from every other one."""
        since, until = (m and rfc3339(m) for m in (self.since, self.until))
        parts = (self.asset_id, self.user_id, self.actor, self.action, since, until)
        return repr(("audit", *parts))
