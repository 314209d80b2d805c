"""What is known of assets: one, a page of them, the conversion of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import AssetNotFound
from mediadesk.domain.ids import AssetId, is_asset_id
from mediadesk.domain.jobs import Job
from mediadesk.domain.media import OutputKind
from mediadesk.ports import AssetStore, Clock, JobStore, MediaBlobs, SignedUrl
from mediadesk.services.cursors import CursorSigner

READ_AHEAD: Final = 4
"""How many times `limit` assets are read at most to fill a page of matching ones."""


@dataclass(frozen=True, slots=True)
class AssetView:
    """An asset with addresses of its outputs."""

    asset: Asset
    urls: Mapping[OutputKind, SignedUrl]


@dataclass(frozen=True, slots=True)
class AssetPage:
    items: tuple[AssetView, ...]
    next_cursor: str | None


class AssetCatalog:
    def __init__(
        self,
        *,
        assets: AssetStore,
        jobs: JobStore,
        blobs: MediaBlobs,
        cursors: CursorSigner,
        clock: Clock,
    ) -> None:
        self._assets = assets
        self._jobs = jobs
        self._blobs = blobs
        self._cursors = cursors
        self._clock = clock

    def get(self, asset_id: str) -> AssetView:
        """AssetNotFound also for what can't be an asset id."""
        return self._view(self._get(asset_id))

    def conversion(self, asset_id: str) -> tuple[Asset, list[Job]]:
        """The asset and every attempt at it, the newest first."""
        asset = self._get(asset_id)
        return asset, self._jobs.attempts(asset.asset_id)

    def page(self, query: AssetQuery, cursor: str | None, limit: int) -> AssetPage:
        """Up to `limit` assets, newest first; a page may be short and yet have a successor.

        Raises InvalidCursor.
        """
        before = self._position(query, cursor)
        found: list[Asset] = []
        for _ in range(READ_AHEAD):
            ids = self._assets.newest(query.status, before, limit)
            found += self._matching(query, ids)
            before = ids[-1] if len(ids) == limit else None
            if before is None or len(found) >= limit:
                break
        if len(found) > limit:
            before = found[limit - 1].asset_id
        items = tuple(self._view(asset) for asset in found[:limit])
        return AssetPage(items, self._cursor(query, before))

    def _matching(self, query: AssetQuery, ids: list[AssetId]) -> list[Asset]:
        return [asset for asset in self._assets.get_many(ids) if query.matches(asset)]

    def _position(self, query: AssetQuery, cursor: str | None) -> AssetId | None:
        if cursor is None:
            return None
        return AssetId(self._cursors.position(query.fingerprint, cursor))

    def _cursor(self, query: AssetQuery, before: AssetId | None) -> str | None:
        return None if before is None else self._cursors.sign(query.fingerprint, before)

    def _get(self, asset_id: str) -> Asset:
        if not is_asset_id(asset_id):
            raise AssetNotFound(f"No asset has the id {asset_id[:64]!r}.")
        return self._assets.get(AssetId(asset_id))

    def _view(self, asset: Asset) -> AssetView:
        at = self._clock()
        urls = {output.kind: self._blobs.signed_url(output.key, at) for output in asset.outputs}
        return AssetView(asset, urls)
