"""Whether topics can be followed: there must be such, and the groups must allow it."""

from collections.abc import Collection, Container

from mediadesk.domain.errors import AssetNotFound, MediadeskError, TopicRefused, UserNotFound
from mediadesk.domain.ids import Topic
from mediadesk.domain.topics import ALL_ASSETS, may_follow, topic_asset, topic_user


def refused_topic(
    topics: Collection[Topic], groups: frozenset[str], known: Container[Topic]
) -> tuple[Topic, MediadeskError] | None:
    """The first that can't be followed, and why; `known` are those of assets and users."""
    for topic in topics:
        reason = _reason(topic, groups, known)
        if reason is not None:
            return topic, reason
    return None


def _reason(topic: Topic, groups: frozenset[str], known: Container[Topic]) -> MediadeskError | None:
    # Forbidden or not there: the same answer, so that nobody learns which.
    if not may_follow(topic, groups):
        return TopicRefused(f"There is no topic {topic[:64]!r} for you.")
    if topic == ALL_ASSETS or topic in known:
        return None
    if (asset_id := topic_asset(topic)) is not None:
        return AssetNotFound(f"No asset has the id {asset_id}.")
    return UserNotFound(f"No user has the id {topic_user(topic)}.")
