"""What a bulk would change, found out without changing anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mediadesk.domain.assignments import require_assignable
from mediadesk.domain.bulk import BulkFailure, BulkRecord, judged_at
from mediadesk.domain.bulk_plans import BulkPreview, NewBulk, PlannedChange
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import AssetId, BulkId, UserId, known_asset_id
from mediadesk.domain.operations import Operation
from mediadesk.ports import AssetStore, AssignmentStore, Clock
from mediadesk.services.bulk_checks import in_effect, offenders, refusal, window_failure
from mediadesk.services.bulk_members import members_of
from mediadesk.services.bulk_preparation import batches
from mediadesk.services.rate_limits import RateLimiter
from mediadesk.services.standings import Standings


@dataclass
class Found:
    """Heads in effect, and the bulks that hold some of them."""

    heads: dict[UserId, Head] = field(default_factory=dict)
    records: dict[BulkId, BulkRecord] = field(default_factory=dict)


class BulkPreviewer:
    def __init__(
        self,
        *,
        assets: AssetStore,
        assignments: AssignmentStore,
        standings: Standings,
        limiter: RateLimiter,
        clock: Clock,
    ) -> None:
        self._assets = assets
        self._assignments = assignments
        self._standings = standings
        self._limiter = limiter
        self._clock = clock

    def of(self, new: NewBulk, operation: Operation) -> BulkPreview:
        """By what each user holds now; raises what keeps a bulk from being begun at all."""
        asset = self._assets.get(known_asset_id(new.asset_id))
        require_assignable(asset)
        self._limiter.admit(operation.actor.name, users=0)
        members = members_of(new, asset, self._standings)
        skipped_count = len(new.user_ids) - len(members)
        found = self._found(members)
        failure = _refused(members, found, asset.asset_id) or self._held(new, found, operation)
        if failure is not None:
            return BulkPreview(asset, (), skipped_count, failure)
        heads = [found.heads[user_id] for user_id in members]
        changes = tuple(PlannedChange(head.user_id, head.asset_id) for head in heads)
        return BulkPreview(asset, changes, skipped_count)

    def _found(self, members: Sequence[UserId]) -> Found:
        found = Found()
        for batch in batches(members):
            read = self._assignments.heads(batch)
            records = self._standings.records(read)
            found.heads |= in_effect(read, records)
            found.records |= records
        return found

    def _held(self, new: NewBulk, found: Found, operation: Operation) -> BulkFailure | None:
        """The first of the others' windows that a bulk would come upon."""
        admin = operation.actor.name
        moment = judged_at(operation.received_at, self._clock())
        failures = (
            window_failure(other, admin, moment, has_override=new.has_override)
            for other in found.records.values()
        )
        return next((failure for failure in failures if failure is not None), None)


def _refused(members: Sequence[UserId], found: Found, asset_id: AssetId) -> BulkFailure | None:
    offending = offenders(members, found.heads, asset_id)
    return refusal(offending) if offending else None
