"""Frames of the service, for who tests what a client makes of them."""

import json
from collections.abc import Iterable

from cli.following import Following
from cli.news import News, Told
from mediadesk.contracts.http import NewAsset
from mediadesk.contracts.shapes import Shape
from mediadesk.contracts.socket import (
    Event,
    FrameError,
    Position,
    Replay,
    Reset,
    StatusChanged,
    Subscribed,
)
from tests.cli.desk import place
from tests.cli.stories import AT, announced, state_of

ALL = "assets"


def event(item: int, version: int, cursor: str | None = None, topic: str = ALL) -> StatusChanged:
    """That an asset, by its number, took another state; `cursor`, unless it is the version."""
    asset = announced(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5), item)
    return StatusChanged(
        type="conversion.status_changed",
        event_id=f"{asset.asset_id}:{version}",
        topic=topic,
        cursor=cursor or str(version),
        version=version,
        occurred_at=AT,
        data=state_of(asset),
    )


def logged(item: int, version: int, number: int) -> StatusChanged:
    """The same under `assets`, at that place of the log."""
    return event(item, version, place(number))


def text(frame: Shape) -> str:
    return frame.model_dump_json()


def subscribed(**cursors: str) -> str:
    """Topics and where they stand; `asset_7` is `asset:7`."""
    positions = (Position(topic=name.replace("_", ":"), cursor=at) for name, at in cursors.items())
    return text(Subscribed(topics=tuple(positions)))


def replay(*events: Event) -> str:
    return text(Replay(topic=ALL, events=events))


def reset(topic: str = ALL) -> str:
    return text(Reset(topic=topic))


def refusal(code: str, topic: str | None) -> str:
    return text(FrameError(code=code, message="No.", topic=topic))


def event_ids(told: Iterable[Told]) -> list[str]:
    return [each.frame.event_id for each in told if isinstance(each, News)]


def asked(sent: Iterable[str]) -> list[tuple[list[str], dict[str, str]]]:
    """Topics and `since` of each frame that subscribes."""
    documents = [json.loads(one) for one in sent]
    return [(document["topics"], document["since"]) for document in documents]


def heard(following: Following, *texts: str) -> list[Told]:
    return [each for one in texts for each in following.receive(one).told]


def joined(*topics: str) -> Following:
    """One that is connected, with every topic at its beginning."""
    following = Following(topics)
    following.begin()
    for topic in topics:
        at = place(0) if topic == ALL else "0"
        following.receive(subscribed(**{topic.replace(":", "_"): at}))
    return following
