"""Assets are deleted softly, and can be restored; what is in use stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mediadesk.domain.asset_life import delete, restore
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import AssetAssigned, PreconditionFailed
from mediadesk.domain.ids import AssetId, known_asset_id
from mediadesk.domain.instants import parse_rfc3339, rfc3339
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import AnswerStore, AssetStore, Clock, Pause
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.exactly_once import ExactlyOnce, Outcome
from mediadesk.services.holder_ids import HolderIds
from mediadesk.services.standings import Standings

Rule = Callable[[Asset, datetime], Asset]


class RemovalService:
    def __init__(
        self,
        *,
        assets: AssetStore,
        holder_ids: HolderIds,
        standings: Standings,
        answers: AnswerStore,
        audit: AuditLogger,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._assets = assets
        self._holder_ids = holder_ids
        self._standings = standings
        self._once = ExactlyOnce(answers, pause)
        self._audit = audit
        self._clock = clock

    def delete(self, asset_id: str, version: int | None, operation: Operation) -> Outcome[Asset]:
        """Raises AssetAssigned while anybody holds it.

        An assignment that races with it may land; its user then holds a deleted asset.
        """

        def rule(asset: Asset, at: datetime) -> Asset:
            if asset.deleted_at is None:
                self._require_unassigned(asset)
            return delete(asset, at)

        return self._carry_out(asset_id, rule, version, operation)

    def restore(self, asset_id: str, version: int | None, operation: Operation) -> Outcome[Asset]:
        """Undo a deletion, however long ago."""
        return self._carry_out(asset_id, restore, version, operation)

    def _carry_out(
        self, asset_id: str, rule: Rule, version: int | None, operation: Operation
    ) -> Outcome[Asset]:
        def attempt() -> Asset:
            before = self._asset(asset_id, version)
            at = self._clock()
            changed = rule(before, at)
            if changed == before:
                self._once.unchanged(operation, _body(before))
                return before
            cause = Cause(operation.actor, operation.request_id, at)
            after, entry = self._audit.log_removal(before, changed, cause)
            self._assets.save(before, after, entry, answered(operation, 200, _body(after)))
            return after

        return self._once.decide(operation, attempt, self._replayed)

    def _asset(self, asset_id: str, version: int | None) -> Asset:
        asset = self._assets.get(known_asset_id(asset_id))
        if version is not None and version != asset.version:
            raise PreconditionFailed(f"{asset_id} is at version {asset.version} now.")
        return asset

    def _require_unassigned(self, asset: Asset) -> None:
        # Those who may hold it may have lost it a moment ago; their heads know.
        after = None
        while ids := self._holder_ids.page(asset, after, 100):
            heads = self._standings.of_many(ids)
            if any(head.asset_id == asset.asset_id for head in heads):
                raise AssetAssigned(f"{asset.asset_id} is held by at least one user.")
            after = ids[-1]

    def _replayed(self, answer: Answer) -> Asset:
        """As it was answered then, whatever has happened since."""
        body = answer.body
        deleted_at = body["deleted_at"]
        return replace(
            self._assets.get(AssetId(str(body["asset_id"]))),
            version=int(str(body["version"])),
            updated_at=parse_rfc3339(str(body["updated_at"])),
            deleted_at=None if deleted_at is None else parse_rfc3339(str(deleted_at)),
        )


def _body(asset: Asset) -> dict[str, object]:
    deleted_at = asset.deleted_at
    return {
        "asset_id": asset.asset_id,
        "version": asset.version,
        "updated_at": rfc3339(asset.updated_at),
        "deleted_at": None if deleted_at is None else rfc3339(deleted_at),
    }
