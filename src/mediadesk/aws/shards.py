"""Over which partitions a list is spread; the same in every process and for ever."""

import zlib
from datetime import datetime

from mediadesk.domain.ids import AssetId
from mediadesk.tables import DAY_SHARDS, LIST_SHARDS


def list_shards(name: str) -> list[str]:
    """Every partition of the list of that name."""
    return [f"{name}#{shard}" for shard in range(LIST_SHARDS)]


def shard_of(name: str, asset_id: AssetId) -> str:
    """The partition that holds an asset."""
    return list_shards(name)[_shard(asset_id, LIST_SHARDS)]


def day_shard(at: datetime, chain: str) -> str:
    """The partition of a day's audit entries that holds those of a chain."""
    return f"{at:%Y-%m-%d}#{_shard(chain, DAY_SHARDS)}"


def _shard(name: str, of: int) -> int:
    return zlib.crc32(name.encode()) % of
