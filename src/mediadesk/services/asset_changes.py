"""How a change of an asset is saved when others change it at the same time."""

from collections.abc import Callable
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.errors import WriteConflict
from mediadesk.ports import AssetStore
from mediadesk.services.audit import AuditLogger, Cause

MAX_TRIES: Final = 5
"""After so many lost races in a row something else is wrong."""

Change = Callable[[Asset], Asset]
"""A rule of the domain; asked again about the present state after a lost race."""


class AssetChanges:
    """Applies a rule to an asset and saves what follows, with its audit entry."""

    def __init__(self, assets: AssetStore, audit: AuditLogger) -> None:
        self._assets = assets
        self._audit = audit

    def apply(self, asset: Asset, change: Change, cause: Cause) -> Asset:
        """The asset as it was saved; raises what the rule raises, or WriteConflict at last."""
        for _ in range(MAX_TRIES - 1):
            try:
                return self._save(asset, change, cause)
            except WriteConflict:
                asset = self._assets.get(asset.asset_id)
        return self._save(asset, change, cause)

    def _save(self, before: Asset, change: Change, cause: Cause) -> Asset:
        changed = change(before)
        if changed == before:
            return before  # What looked like a lost race was our own write.
        after, entry = self._with_entry(before, changed, cause)
        self._assets.save(before, after, entry)
        return after

    def _with_entry(
        self, before: Asset, after: Asset, cause: Cause
    ) -> tuple[Asset, AuditEntry | None]:
        if _state(before) == _state(after):
            return after, None
        return self._audit.log_conversion_status_change(before, after, cause)


def _state(asset: Asset) -> tuple[str, int]:
    """What an audit entry tells of: the status, and which converter is at work."""
    return asset.status.value, 0 if asset.conversion is None else asset.conversion.run
