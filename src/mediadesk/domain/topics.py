"""What one may follow: all assets, one asset, one user; and who may."""

from collections.abc import Mapping
from typing import Final

from mediadesk.domain.ids import AssetId, Topic, UserId, is_asset_id, is_user_id

ALL_ASSETS: Final = Topic("assets")

READERS: Final[Mapping[str, frozenset[str]]] = {
    "assets": frozenset({"admin", "auditor"}),
    "asset": frozenset({"admin", "auditor"}),
    "user": frozenset({"admin", "auditor"}),
}
"""Kinds of topics, and the groups whose members may follow them."""


def asset_topic(asset_id: AssetId) -> Topic:
    return Topic(f"asset:{asset_id}")


def topic_asset(topic: str) -> AssetId | None:
    """The asset that a topic is about; None for `assets` and for what is no topic."""
    kind, _, name = topic.partition(":")
    return AssetId(name) if kind == "asset" and is_asset_id(name) else None


def user_topic(user_id: UserId) -> Topic:
    return Topic(f"user:{user_id}")


def topic_user(topic: str) -> UserId | None:
    """The user that a topic is about; None for every other kind and for what is no topic."""
    kind, _, name = topic.partition(":")
    return UserId(name) if kind == "user" and is_user_id(name) else None


def kind_of(topic: str) -> str:
    """What kind of topic it is, if it is one."""
    return topic.partition(":")[0]


def may_follow(topic: str, groups: frozenset[str]) -> bool:
    """Whether it has the form of a topic, and one of these groups may follow such."""
    is_topic = topic == ALL_ASSETS or topic_asset(topic) or topic_user(topic)
    return bool(is_topic) and not groups.isdisjoint(READERS[kind_of(topic)])
