"""Over which partitions a list is spread; the same in every process and for ever."""

import zlib
from datetime import datetime

from mediadesk.domain.ids import AssetId, UserId
from mediadesk.tables import DAY_SHARDS, HOLDER_SHARDS, LIST_SHARDS


def list_shards(name: str) -> list[str]:
    """Every partition of the list of that name."""
    return [f"{name}#{shard}" for shard in range(LIST_SHARDS)]


def shard_of(name: str, asset_id: AssetId) -> str:
    """The partition that holds an asset."""
    return list_shards(name)[_shard(asset_id, LIST_SHARDS)]


def directory_shards() -> list[str]:
    """Every partition of the directory."""
    return [str(shard) for shard in range(LIST_SHARDS)]


def directory_shard(user_id: UserId) -> str:
    """The partition of the directory that holds a user."""
    return directory_shards()[_shard(user_id, LIST_SHARDS)]


def holder_shards(asset_id: AssetId) -> list[str]:
    """Every partition of the users who hold an asset."""
    return [f"{asset_id}#{shard}" for shard in range(HOLDER_SHARDS)]


def holder_shard(asset_id: AssetId, user_id: UserId) -> str:
    """The partition of an asset's holders that names a user."""
    return holder_shards(asset_id)[_shard(user_id, HOLDER_SHARDS)]


def day_shard(at: datetime, chain: str) -> str:
    """The partition of a day's entries that holds those of a chain."""
    return f"{at:%Y-%m-%d}#{_shard(chain, DAY_SHARDS)}"


def _shard(name: str, of: int) -> int:
    return zlib.crc32(name.encode()) % of
