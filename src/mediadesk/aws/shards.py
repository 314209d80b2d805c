"""Over which partitions a list is spread; the same in every process and for ever."""

import zlib
from datetime import datetime

from mediadesk.domain.ids import AssetId, Topic, UserId
from mediadesk.domain.topics import kind_of
from mediadesk.tables import (
    DAY_SHARDS,
    FOLLOWING_SHARDS,
    HOLDER_SHARDS,
    LIST_SHARDS,
    LOG_SHARDS,
)


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


def following_shards(kind: str) -> list[str]:
    """Every partition of those who follow topics of a kind."""
    return [f"F#{kind}#{shard}" for shard in range(FOLLOWING_SHARDS)]


def following_shard(topic: Topic) -> str:
    """The partition of those who follow a topic."""
    return following_shards(kind_of(topic))[_shard(topic, FOLLOWING_SHARDS)]


def log_shards(topic: str, at: datetime) -> list[str]:
    """Every partition of what was told under a topic within the hour of that moment."""
    return [f"{topic}#{at:%Y-%m-%dT%H}#{shard}" for shard in range(LOG_SHARDS)]


def log_shard(topic: str, at: datetime, item: str) -> str:
    """The partition of what was told of an item within the hour of that moment."""
    return log_shards(topic, at)[_shard(item, LOG_SHARDS)]


def _shard(name: str, of: int) -> int:
    return zlib.crc32(name.encode()) % of
