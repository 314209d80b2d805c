"""Who holds an asset: the list of users, and the projection that is shown with the asset."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import MediadeskError, ServiceUnavailable, WriteConflict
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import SETTLES_AFTER, Holders, Holding, computed
from mediadesk.domain.ids import AssetId, UserId, known_asset_id
from mediadesk.domain.users import User
from mediadesk.ports import AssetStore, AssignmentStore, BulkStore, Clock, HolderStore
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.directory import UserDirectory, UserPage
from mediadesk.services.holder_ids import HolderIds
from mediadesk.services.standings import PASSES_AT_MOST, Standings, batches

MAX_TRIES: Final = 5
"""After so many lost races in a row something else is wrong."""
SWEEP_PAGE: Final = 100


class AssetHolders:
    """The users who hold an asset, from their heads."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        holder_ids: HolderIds,
        directory: UserDirectory,
        cursors: CursorSigner,
    ) -> None:
        self._assets = assets
        self._holder_ids = holder_ids
        self._directory = directory
        self._cursors = cursors

    def page(self, asset_id: str, cursor: str | None, limit: int) -> UserPage:
        """Up to `limit` users, by id; a page may be short and yet have a successor.

        Raises AssetNotFound, InvalidCursor.
        """
        asset = self._assets.get(known_asset_id(asset_id))
        mark = f"holders:{asset.asset_id}"
        after = None if cursor is None else UserId(self._cursors.position(mark, cursor))
        ids, users = self._read(asset, after, limit)
        is_over = len(ids) < limit
        return UserPage(users, None if is_over else self._cursors.sign(mark, ids[-1]))

    def _read(
        self, asset: Asset, after: UserId | None, limit: int
    ) -> tuple[list[UserId], tuple[User, ...]]:
        """Who may hold it, and who of them does.

        Read anew where a bulk has begun to count meanwhile: not all its members were asked for.
        """
        for _ in range(PASSES_AT_MOST):
            ids = self._holder_ids.page(asset, after, limit)
            users = self._holding(asset.asset_id, ids)
            known, asset = asset, self._assets.get(asset.asset_id)
            if asset.open_bulks <= known.open_bulks:
                return ids, users
        raise ServiceUnavailable("This asset is being assigned without a pause.")

    def _holding(self, asset_id: AssetId, ids: list[UserId]) -> tuple[User, ...]:
        # The index may lag behind, and a bulk may not hold; the head in effect is what counts.
        return tuple(
            user
            for user in self._directory.present(ids)
            if user.current is not None and user.current.asset_id == asset_id
        )


class HolderProjection:
    """Computed from the index, never counted up or down: what was missed heals."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        assignments: AssignmentStore,
        bulks: BulkStore,
        standings: Standings,
        holders: HolderStore,
        clock: Clock,
    ) -> None:
        self._assets = assets
        self._assignments = assignments
        self._bulks = bulks
        self._standings = standings
        self._holders = holders
        self._clock = clock

    def refresh(self, asset_id: AssetId) -> None:
        """Somebody got the asset or lost it: compute now, and once more when all has settled.

        One with very many holders waits until it is due, if it was computed a moment ago. Who
        loses the race leaves it to a winner that computed it since.
        """
        since = self._clock()
        self._replace(asset_id, lambda before: self._refreshed(before, since))

    def sweep(self) -> int:
        """Compute what is due; returns how many.

        One that can't be computed keeps no other one waiting; its error is raised at the end.
        """
        seen: set[AssetId] = set()
        failures: list[MediadeskError] = []
        # The index may still name what was computed a moment ago.
        while ids := self._unseen(seen):
            for asset_id in ids:
                try:
                    self._replace(asset_id, self._settled)
                except MediadeskError as failure:
                    failures.append(failure)
            seen.update(ids)
        if failures:
            raise failures[0]
        return len(seen)

    def _unseen(self, seen: set[AssetId]) -> list[AssetId]:
        # Those that could not be computed stay the longest overdue, before all others.
        due = self._holders.due(self._clock(), len(seen) + SWEEP_PAGE)
        return [asset_id for asset_id in due if asset_id not in seen]

    def _refreshed(self, before: Holders, since: datetime) -> Holders:
        at = self._clock()
        if before.heals(at, since):
            return before
        after = before if before.is_fresh(at) else self._computed(before)
        return replace(after, due_at=at + SETTLES_AFTER)

    def _settled(self, before: Holders) -> Holders:
        is_due = before.due_at is not None and before.due_at <= self._clock()
        return replace(self._computed(before), due_at=None) if is_due else before

    def _computed(self, before: Holders) -> Holders:
        at = self._clock()
        return computed(before, self._holdings(before.asset_id), at)

    def _holdings(self, asset_id: AssetId) -> Iterable[Holding]:
        """The index tells what is stored; of members of open bulks, their heads in effect do."""
        found = {each.user_id: each for each in self._assignments.holdings(asset_id)}
        for head in self._members(self._assets.get(asset_id)):
            found.pop(head.user_id, None)
            if head.asset_id == asset_id and head.assigned_at and head.assigned_by:
                found[head.user_id] = Holding(head.user_id, head.assigned_at, head.assigned_by)
        return found.values()

    def _members(self, asset: Asset) -> Iterator[Head]:
        for bulk_id in asset.open_bulks:
            # What is half of another bulk for a moment heals, as all that is late does.
            for batch in batches(self._bulks.members(bulk_id)):
                yield from self._standings.of_many(batch)

    def _replace(self, asset_id: AssetId, change: Callable[[Holders], Holders]) -> None:
        """Raises WriteConflict when others are faster again and again."""
        for tries_left in reversed(range(MAX_TRIES)):
            [before] = self._holders.get_many([asset_id])
            after = change(before)
            if after == before:
                return
            try:
                return self._holders.save(before, replace(after, v=before.v + 1))
            except WriteConflict:
                if not tries_left:
                    raise
