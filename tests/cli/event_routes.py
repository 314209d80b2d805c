"""Where topics stand, what was missed of them, and events by asking for them."""

import json
from collections.abc import Mapping

from mediadesk.contracts.socket import (
    AssetHolders,
    AssetSnapshot,
    AssetState,
    Event,
    EventPage,
    Replay,
    Reset,
    Snapshot,
    UserSnapshot,
    UserState,
)
from mediadesk.domain.errors import AssetNotFound, InvalidCursor
from mediadesk.domain.topics import ALL_ASSETS, topic_asset, topic_user
from mediadesk.edge.user_shapes import user_shape
from mediadesk.services.announcements import entry_told, held
from tests.cli.desk import Answer, Asked, Desk, json_answer, place, problem
from tests.cli.stories import AT, state_of

OVERLAP = 3
"""So many events that are known already come again."""


def stands(desk: Desk, topic: str) -> str | None:
    """The cursor of a topic; None where there is no such."""
    if topic == ALL_ASSETS:
        return place(len(desk.log))
    if (asset_id := topic_asset(topic)) is not None:
        asset = desk.assets.get(asset_id)
        return None if asset is None else str(asset.version)
    user_id = topic_user(topic) or ""
    if user_id not in desk.directory.profiles:
        return None
    return str(user_shape(desk.directory.user(user_id)).version)


def missed(desk: Desk, since: Mapping[str, str]) -> list[Replay | Reset | Snapshot]:
    frames: list[Replay | Reset | Snapshot] = []
    for topic, cursor in since.items():
        if topic != ALL_ASSETS:
            frames.append(snapshot(desk, topic))
        elif desk.forgets:
            frames.append(Reset(topic=topic))
        elif events := events_after(desk, cursor):
            frames.append(Replay(topic=topic, events=tuple(events)))
    return frames


def events_after(desk: Desk, cursor: str) -> list[Event]:
    begin = max(0, int(cursor[:13]) - OVERLAP)
    return [event for event in desk.log if event.cursor and event.cursor > place(begin)]


def snapshot(desk: Desk, topic: str) -> Snapshot:
    cursor = stands(desk, topic) or ""
    if (asset_id := topic_asset(topic)) is not None:
        return _of_asset(desk, asset_id, cursor)
    user_id = topic_user(topic) or ""
    present = held(desk.directory.heads[user_id])
    entries = tuple(map(entry_told, reversed(desk.directory.histories[user_id])))
    return UserSnapshot(
        event_id=f"{topic}@{cursor}",
        topic=topic,
        cursor=cursor,
        version=int(cursor),
        occurred_at=AT,
        data=UserState(user_id=user_id, held=present, entries=entries, is_complete=True),
    )


def _of_asset(desk: Desk, asset_id: str, cursor: str) -> AssetSnapshot:
    asset = desk.assets[asset_id]
    holders = AssetHolders(
        asset_id=asset_id,
        user_id=asset.user_id,
        assigned_at=asset.assigned_at,
        assigned_by=asset.assigned_by,
        assigned_user_count=asset.assigned_user_count,
    )
    return AssetSnapshot(
        event_id=f"asset:{asset_id}@{cursor}",
        topic=f"asset:{asset_id}",
        cursor=cursor,
        version=asset.version,
        occurred_at=AT,
        data=AssetState(conversion=state_of(asset), holders=holders, deleted_at=asset.deleted_at),
    )


def events_answer(desk: Desk, asked: Asked) -> Answer:
    """Time passes by being asked, as far as there are no sockets that tell anything."""
    topics = asked.query["topics"].split(",")
    here = {topic: at for topic in topics if (at := stands(desk, topic))}
    if len(here) < len(topics):
        return problem(AssetNotFound, 404, "One of them is not there.")
    since = json.loads(asked.query["since"]) if "since" in asked.query else here
    if "since" in asked.query and desk.refused_cursors:
        desk.refused_cursors -= 1
        return problem(InvalidCursor, 400, "It is none.")
    if "since" in asked.query and not (desk.takes_sockets and desk.confirms):
        _pass_time(desk)
    changed = {topic: at for topic, at in since.items() if at != stands(desk, topic)}
    events: list[Event | Snapshot | Reset] = []
    for frame in missed(desk, changed):
        events += frame.events if isinstance(frame, Replay) else [frame]
    cursor = json.dumps({topic: stands(desk, topic) for topic in topics})
    return json_answer(200, EventPage(events=tuple(events), cursor=cursor, has_more=False))


def _pass_time(desk: Desk) -> None:
    for asset_id in desk.assets:
        step = desk.move_on(asset_id)
        if step is not None and step[1] is not None:
            desk.tell(step[1], step[0], ALL_ASSETS)
