"""The HTTP side of the directory: routes, pages, refusals, and answers given again."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from mediadesk.contracts import directory as shapes
from mediadesk.domain import errors
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, place_of
from mediadesk.edge import user_shapes
from mediadesk.edge.bulk_shapes import bulk_shape
from tests.cli.desk import Answer, Asked, Desk, json_answer, told
from tests.cli.stories import AT

ItemT = TypeVar("ItemT")
Route = Callable[[Desk, Asked, str], Answer]


def user_answer(desk: Desk, asked: Asked) -> Answer | None:
    """The answer about users, or about who holds an asset; None when it is about neither."""
    for pattern, route in _ROUTES.items():
        if found := re.fullmatch(pattern, f"{asked.method} {asked.path}"):
            return _once(desk, asked, partial(route, desk, asked, found[1]))
    return None


def _once(desk: Desk, asked: Asked, act: Callable[[], Answer]) -> Answer:
    key = asked.headers.get("idempotency-key", "")
    if key in desk.remembered:
        return desk.remembered[key]
    try:
        answer = act()
    except errors.MediadeskError as error:
        return told(error)
    if key:
        desk.remembered[key] = answer
    return answer


def _list(desk: Desk, asked: Asked, _: str) -> Answer:
    found = desk.directory.found(asked.query.get("query", ""))
    users, cursor = _part(found, asked)
    return json_answer(200, user_shapes.user_page_shape(users, cursor))


def _show(desk: Desk, _: Asked, user_id: str) -> Answer:
    return json_answer(200, user_shapes.user_shape(desk.directory.user(user_id)))


def _put(desk: Desk, asked: Asked, user_id: str) -> Answer:
    fields = shapes.UserFields.model_validate_json(asked.body)
    user, is_new = desk.directory.put(user_id, fields)
    return json_answer(201 if is_new else 200, user_shapes.user_shape(user))


def _remove(desk: Desk, asked: Asked, user_id: str) -> Answer:
    sealed = _entered(desk, asked, user_id)
    return json_answer(200, user_shapes.user_change_shape(desk.directory.remove(user_id), sealed))


def _history(desk: Desk, asked: Asked, user_id: str) -> Answer:
    desk.directory.user(user_id)
    action = asked.query.get("action")
    entries = reversed(desk.directory.histories[user_id])
    fitting = [entry for entry in entries if action in (None, entry.action)]
    page, cursor = _part(fitting, asked)
    return json_answer(200, user_shapes.history_page_shape(page, cursor))


def _assign(desk: Desk, asked: Asked, asset_id: str) -> Answer:
    new = shapes.NewAssignment.model_validate_json(asked.body)
    if asset_id not in desk.assets:
        raise errors.AssetNotFound(f"No asset has the id {asset_id!r}.")
    sealed = desk.directory.enter([new.user_id], override=new.override)
    made = desk.directory.assign(asset_id, new.user_id, new.note)
    return json_answer(201, user_shapes.assignment_change_shape(made, sealed))


def _undo(desk: Desk, asked: Asked, asset_id: str) -> Answer:
    wish = shapes.UndoAssignment.model_validate_json(asked.body)
    if wish.bulk_id is not None:
        return json_answer(200, bulk_shape(desk.bulks.undo(asset_id, wish.bulk_id, wish.note)))
    place = place_of(ASSIGNMENT_PREFIX, wish.assignment_id or "")
    sealed = desk.directory.enter([place[0]] if place else [], override=wish.override)
    made = desk.directory.undo(asset_id, wish.assignment_id or "", wish.note)
    return json_answer(200, user_shapes.assignment_change_shape(made, sealed))


def _revert(desk: Desk, asked: Asked, user_id: str) -> Answer:
    wish = shapes.RevertAssignment.model_validate_json(asked.body)
    sealed = desk.directory.enter([user_id], override=wish.override)
    made = desk.directory.revert(user_id, wish.entry_id, wish.note)
    return json_answer(201, user_shapes.assignment_change_shape(made, sealed))


def _unassign(desk: Desk, asked: Asked, user_id: str) -> Answer:
    sealed = _entered(desk, asked, user_id)
    entry = desk.directory.unassign(user_id)
    return json_answer(200, user_shapes.entry_change_shape(entry, sealed))


def _entered(desk: Desk, asked: Asked, user_id: str) -> tuple[str, ...]:
    """For what has no body: the bulks that lose their undo."""
    return desk.directory.enter([user_id], override=asked.query.get("override") == "true")


def _delete_asset(desk: Desk, _: Asked, asset_id: str) -> Answer:
    if any(head.asset_id == asset_id for head in desk.directory.heads.values()):
        raise errors.AssetAssigned(f"{asset_id} is held.")
    desk.assets[asset_id] = desk.assets[asset_id].model_copy(update={"deleted_at": AT})
    return json_answer(200, desk.assets[asset_id])


def _restore_asset(desk: Desk, _: Asked, asset_id: str) -> Answer:
    desk.assets[asset_id] = desk.assets[asset_id].model_copy(update={"deleted_at": None})
    return json_answer(200, desk.assets[asset_id])


def _part(items: Sequence[ItemT], asked: Asked) -> tuple[Sequence[ItemT], str | None]:
    """Pages by a cursor that is an offset."""
    start, limit = int(asked.query.get("cursor", 0)), int(asked.query.get("limit", 25))
    end = start + limit
    return items[start:end], str(end) if end < len(items) else None


_USERS: Final = "/api/admin/users"
_ASSETS: Final = "/api/admin/assets"
_ROUTES: Final[dict[str, Route]] = {
    f"GET {_USERS}()": _list,
    f"GET {_USERS}/([^/]+)": _show,
    f"PUT {_USERS}/([^/]+)": _put,
    f"DELETE {_USERS}/([^/]+)": _remove,
    f"GET {_USERS}/([^/]+)/assignment-history": _history,
    f"POST {_USERS}/([^/]+)/revert-assignment": _revert,
    f"DELETE {_USERS}/([^/]+)/assignment": _unassign,
    f"POST {_ASSETS}/([^/]+)/assign": _assign,
    f"POST {_ASSETS}/([^/]+)/undo-assign": _undo,
    f"DELETE {_ASSETS}/([^/]+)": _delete_asset,
    f"POST {_ASSETS}/([^/]+)/restore": _restore_asset,
}
