"""What is known of assets: one, or a page of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.assets import Asset
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AssetId, known_asset_id, known_user_id
from mediadesk.domain.media import OutputKind
from mediadesk.ports import (
    AssetStore,
    Clock,
    HolderStore,
    MediaBlobs,
    SignedUrl,
)
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.standings import Standings

READ_AHEAD: Final = 4
"""How many times `limit` assets are read at most to fill a page of matching ones."""


@dataclass(frozen=True, slots=True)
class AssetView:
    """An asset with addresses of its outputs, and who holds it."""

    asset: Asset
    urls: Mapping[OutputKind, SignedUrl]
    holders: Holders


@dataclass(frozen=True, slots=True)
class AssetPage:
    items: tuple[AssetView, ...]
    next_cursor: str | None


class AssetCatalog:
    def __init__(
        self,
        *,
        assets: AssetStore,
        holders: HolderStore,
        standings: Standings,
        blobs: MediaBlobs,
        cursors: CursorSigner,
        clock: Clock,
    ) -> None:
        self._assets = assets
        self._holders = holders
        self._standings = standings
        self._blobs = blobs
        self._cursors = cursors
        self._clock = clock

    def get(self, asset_id: str) -> AssetView:
        """AssetNotFound also for what can't be an asset id."""
        return self.view(self._get(asset_id))

    def view(self, asset: Asset) -> AssetView:
        """An asset that was read already, as it is shown."""
        return self._views([asset])[0]

    def page(self, query: AssetQuery, cursor: str | None, limit: int) -> AssetPage:
        """Up to `limit` assets, newest first; a page may be short and yet have a successor.

        Raises InvalidCursor.
        """
        before = self._position(query, cursor)
        if query.user_id is not None:
            return self._held(query, query.user_id)
        found: list[Asset] = []
        for _ in range(READ_AHEAD):
            ids = self._assets.newest(query.status, before, limit, deleted=query.deleted)
            found += self._matching(query, ids)
            before = ids[-1] if len(ids) == limit else None
            if before is None or len(found) >= limit:
                break
        if len(found) > limit:
            before = found[limit - 1].asset_id
        return AssetPage(tuple(self._views(found[:limit])), self._cursor(query, before))

    def _held(self, query: AssetQuery, user_id: str) -> AssetPage:
        """What the user holds, in a page of its own; UserNotFound."""
        head = self._standings.of(known_user_id(user_id)).head
        ids = [] if head.asset_id is None else [head.asset_id]
        return AssetPage(tuple(self._views(self._matching(query, ids))), None)

    def _matching(self, query: AssetQuery, ids: list[AssetId]) -> list[Asset]:
        return [asset for asset in self._assets.get_many(ids) if query.matches(asset)]

    def _position(self, query: AssetQuery, cursor: str | None) -> AssetId | None:
        if cursor is None:
            return None
        return AssetId(self._cursors.position(query.fingerprint, cursor))

    def _cursor(self, query: AssetQuery, before: AssetId | None) -> str | None:
        return None if before is None else self._cursors.sign(query.fingerprint, before)

    def _get(self, asset_id: str) -> Asset:
        return self._assets.get(known_asset_id(asset_id))

    def _views(self, assets: list[Asset]) -> list[AssetView]:
        at = self._clock()
        holders = self._holders.get_many([asset.asset_id for asset in assets])
        return [
            AssetView(asset, self._urls(asset, at), held)
            for asset, held in zip(assets, holders, strict=True)
        ]

    def _urls(self, asset: Asset, at: datetime) -> dict[OutputKind, SignedUrl]:
        return {output.kind: self._blobs.signed_url(output.key, at) for output in asset.outputs}
