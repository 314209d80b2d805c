"""What a bulk would change, found out without changing anything."""

from collections.abc import Sequence

from mediadesk.domain.assignments import require_assignable
from mediadesk.domain.bulk import BulkFailure, judged_at
from mediadesk.domain.bulk_plans import BulkPreview, NewBulk, PlannedChange
from mediadesk.domain.ids import AssetId, UserId, known_asset_id
from mediadesk.domain.operations import Operation
from mediadesk.ports import AssetStore, Clock
from mediadesk.services.bulk_checks import offenders, refusal, window_failure
from mediadesk.services.bulk_members import members_of
from mediadesk.services.rate_limits import RateLimiter
from mediadesk.services.standings import Standing, Standings


class BulkPreviewer:
    def __init__(
        self,
        *,
        assets: AssetStore,
        standings: Standings,
        limiter: RateLimiter,
        clock: Clock,
    ) -> None:
        self._assets = assets
        self._standings = standings
        self._limiter = limiter
        self._clock = clock

    def of(self, new: NewBulk, operation: Operation) -> BulkPreview:
        """By what each user holds now; raises what keeps a bulk from being begun at all."""
        asset = self._assets.get(known_asset_id(new.asset_id))
        require_assignable(asset)
        self._limiter.admit_preview(operation.actor.name)
        members = members_of(new, asset, self._standings)
        skipped_count = len(new.user_ids) - len(members)
        found = self._standings.of_each(members)
        failure = self._failure(members, found, new, operation)
        if failure is not None:
            return BulkPreview(asset, (), skipped_count, failure)
        changes = tuple(PlannedChange(each.head.user_id, each.head.asset_id) for each in found)
        return BulkPreview(asset, changes, skipped_count)

    def _failure(
        self,
        members: Sequence[UserId],
        found: Sequence[Standing],
        new: NewBulk,
        operation: Operation,
    ) -> BulkFailure | None:
        """Those who can't get it, or else the first of the others' windows that is open."""
        heads = {each.head.user_id: each.head for each in found}
        offending = offenders(members, heads, AssetId(new.asset_id))
        if offending:
            return refusal(offending)
        admin = operation.actor.name
        moment = judged_at(operation.received_at, self._clock())
        records = {each.record.bulk_id: each.record for each in found if each.record is not None}
        failures = (
            window_failure(other, admin, moment, has_override=new.has_override)
            for other in records.values()
        )
        return next((failure for failure in failures if failure is not None), None)
