"""Every code that a change of users and assets may be refused with: told, and nothing changed."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.faults import MediaFault
from mediadesk.edge.problems import STATUS
from scripts.api_document import document
from tests.builders import an_asset_id
from tests.fakes import START
from tests.functions import refused_bulks as bulks
from tests.functions.changes import CHANGES
from tests.functions.conversions import failed, retry, retry_deleted
from tests.functions.people import (
    WINDOW,
    Asked,
    assign,
    assigned,
    deactivate,
    delete,
    entries,
    put,
    ready,
    registered,
    restore,
    revert,
    unassign,
    undo,
)
from tests.gateway import Answer
from tests.world import World

Sent = Callable[[], Answer]
MILLISECOND: Final = timedelta(milliseconds=1)
FOR_ALL: Final = {
    "unauthorized",
    "forbidden",
    "validation_failed",
    "payload_too_large",
    "idempotency_key_reused",
    "write_conflict",
    "assignment_conflict",
    "service_unavailable",
    "internal_error",
}
"""What is tested for all changes alike."""
STATUS_OF: Final = {error.code: status for error, status in STATUS.items()}


def unready(world: World) -> str:
    asset_id = ready(world)
    asset = world.storage.assets[asset_id]
    world.storage.assets[asset_id] = replace(asset, status=ConversionStatus.PROCESSING)
    return asset_id


def deleted(world: World, number: int = 1) -> str:
    assert delete(ready(world, number)).send().status == 200
    return an_asset_id(number)


def gone(user_id: str = "grace") -> str:
    assert deactivate(registered(user_id)).send().status == 200
    return user_id


def oldest_entry() -> str:
    return str(entries()[-1]["entry_id"])


def reverted_to_nothing(world: World) -> Any:  # noqa: ANN401 - JSON
    assigned(world)
    unassign().send()
    nothing = entries()[0]["entry_id"]
    assigned(world, 2)
    return revert(nothing).send().json()


def undo_late(world: World) -> Sent:
    asked = undo(assigned(world))
    return lambda: asked.send(at=START + WINDOW + MILLISECOND)


def undo_twice(world: World) -> Asked:
    asked = undo(assigned(world))
    assert asked.send().status == 200
    return asked


def undo_what_was_replaced(world: World) -> Asked:
    made = assigned(world)
    assigned(world, 2)
    return undo(made)


def undo_an_undo(world: World) -> Asked:
    assigned(world)
    return undo(undo(assigned(world, 2)).send().json())


def undo_to_a_deleted_asset(world: World) -> Asked:
    assigned(world)
    made = assigned(world, 2)
    deleted(world)
    return undo(made)


def undo_for_somebody_gone(world: World) -> Asked:
    made = reverted_to_nothing(world)
    gone()
    return undo(made)


def undo_by_another_asset(world: World) -> Asked:
    made = assigned(world)
    return undo({**made, "asset_id": ready(world, 2)})


def revert_to_a_deleted_asset(world: World) -> Asked:
    assigned(world)
    unassign().send()
    deleted(world)
    return revert(oldest_entry())


def revert_somebody_gone(world: World) -> Asked:
    assigned(world)
    gone()
    return revert(oldest_entry())


def revert_to_the_present(world: World) -> Asked:
    assigned(world)
    return revert(oldest_entry())


def revert_to_anothers_entry(world: World) -> Asked:
    assigned(world, 2, "ada")
    assigned(world)
    return revert(str(entries("ada")[0]["entry_id"]))


def stale(asked: Asked, etag: str = '"v999.0"') -> Sent:
    return lambda: asked.send(if_match=etag)


REFUSALS: Final[Mapping[tuple[str, str], Callable[[World], Asked | Sent]]] = {
    ("put_user", "precondition_failed"): lambda _: stale(put(registered())),
    ("deactivate_user", "user_not_found"): lambda _: deactivate("nobody"),
    ("deactivate_user", "precondition_failed"): lambda _: stale(deactivate(registered())),
    ("assign_asset", "asset_not_found"): lambda _: assign(an_asset_id(7), registered()),
    ("assign_asset", "user_not_found"): lambda world: assign(ready(world), "nobody"),
    ("assign_asset", "user_deactivated"): lambda world: assign(ready(world), gone()),
    ("assign_asset", "asset_not_ready"): lambda world: assign(unready(world), registered()),
    ("assign_asset", "asset_unavailable"): lambda world: assign(deleted(world), registered()),
    ("assign_asset", "already_assigned"): lambda world: assign(assigned(world)["asset_id"]),
    ("undo_assignment", "assignment_not_found"): undo_by_another_asset,
    ("undo_assignment", "undo_window_expired"): undo_late,
    ("undo_assignment", "assignment_superseded"): undo_what_was_replaced,
    ("undo_assignment", "already_undone"): undo_twice,
    ("undo_assignment", "not_undoable"): undo_an_undo,
    ("undo_assignment", "asset_unavailable"): undo_to_a_deleted_asset,
    ("undo_assignment", "user_deactivated"): undo_for_somebody_gone,
    ("unassign_user", "user_not_found"): lambda _: unassign("nobody"),
    ("unassign_user", "not_assigned"): lambda _: unassign(registered()),
    ("unassign_user", "precondition_failed"): lambda world: stale(
        unassign(assigned(world)["user_id"])
    ),
    ("revert_assignment", "user_not_found"): lambda _: revert("ent_x", "nobody"),
    ("revert_assignment", "entry_not_found"): revert_to_anothers_entry,
    ("revert_assignment", "user_deactivated"): revert_somebody_gone,
    ("revert_assignment", "asset_unavailable"): revert_to_a_deleted_asset,
    ("revert_assignment", "already_assigned"): revert_to_the_present,
    ("revert_assignment", "precondition_failed"): lambda world: stale(
        CHANGES["revert_assignment"](world)
    ),
    ("deactivate_user", "undo_window_open"): lambda world: deactivate(bulks.held_by_bob(world)),
    ("assign_asset", "undo_window_open"): lambda world: assign(
        ready(world, 2), bulks.held_by_bob(world)
    ),
    ("undo_assignment", "undo_window_open"): bulks.undo_what_bob_gave,
    ("unassign_user", "undo_window_open"): lambda world: unassign(bulks.held_by_bob(world)),
    ("revert_assignment", "undo_window_open"): bulks.revert_what_bob_gave,
    ("undo_assignment", "bulk_not_found"): bulks.undo_by_another_asset,
    ("undo_assignment", "bulk_sealed"): bulks.undo_sealed,
    ("undo_assignment", "bulk_aborted"): bulks.undo_aborted,
    ("bulk_assign_asset", "asset_not_found"): lambda world: bulks.give(an_asset_id(7), world),
    ("bulk_assign_asset", "asset_not_ready"): lambda world: bulks.give(unready(world), world),
    ("bulk_assign_asset", "asset_unavailable"): lambda world: bulks.give(deleted(world), world),
    ("bulk_assign_asset", "already_assigned"): bulks.to_holders_only,
    ("bulk_assign_asset", "bulk_refused"): bulks.again_to_nobody,
    ("bulk_assign_asset", "bulk_aborted"): bulks.again_what_was_aborted,
    ("bulk_assign_asset", "undo_window_open"): bulks.try_what_bob_gave,
    ("bulk_assign_asset", "rate_limited"): bulks.too_many,
    ("delete_asset", "asset_not_found"): lambda _: delete(an_asset_id(7)),
    ("delete_asset", "asset_assigned"): lambda world: delete(assigned(world)["asset_id"]),
    ("delete_asset", "precondition_failed"): lambda world: stale(
        delete(ready(world)), '"v999-h0-p100-w0"'
    ),
    ("retry_conversion", "asset_not_found"): lambda _: retry(an_asset_id(7)),
    ("retry_conversion", "asset_unavailable"): retry_deleted,
    ("retry_conversion", "conversion_not_failed"): lambda world: retry(ready(world)),
    ("retry_conversion", "conversion_not_retryable"): lambda world: retry(
        failed(world, MediaFault.DAMAGED)
    ),
    ("retry_conversion", "precondition_failed"): lambda world: stale(
        retry(failed(world)), '"v999-h0-p0-w0"'
    ),
    ("restore_asset", "asset_not_found"): lambda _: restore(an_asset_id(7)),
    ("restore_asset", "precondition_failed"): lambda world: stale(
        restore(deleted(world)), '"v999-h0-p100-w0"'
    ),
}


def documented() -> set[tuple[str, str]]:
    return {
        (operation["operationId"], code)
        for item in document()["paths"].values()
        for operation in item.values()
        for answer in operation["responses"].values()
        for content in answer["content"].values()
        for code in content.get("examples", ())
        if operation["operationId"] in CHANGES
    }


def test_every_documented_refusal_is_tried() -> None:
    assert {(name, code) for name, code in documented() if code not in FOR_ALL} == REFUSALS.keys()


@pytest.mark.parametrize(("name", "code"), REFUSALS)
def test_what_is_refused_changes_nothing(world: World, name: str, code: str) -> None:
    asked = REFUSALS[name, code](world)
    storage = deepcopy(world.storage)

    answer = asked.send() if isinstance(asked, Asked) else asked()

    assert answer.code == code
    assert answer.status == STATUS_OF[code]
    assert world.storage == storage
