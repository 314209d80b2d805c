"""The route that takes back, of one user or of a whole bulk."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts.bulk import BulkOperation
from mediadesk.contracts.directory import AssignmentChange, UndoAssignment
from mediadesk.domain import errors
from mediadesk.domain.operations import Asked, Operation
from mediadesk.edge.answers import done
from mediadesk.edge.bulk_shapes import bulk_shape
from mediadesk.edge.documents import OF_ASSIGNMENTS, WITH_BODY, answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import AssetId
from mediadesk.edge.user_shapes import assignment_change_shape

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

UNDO = {
    "asg": {"summary": "The one just made", "value": {"assignment_id": "asg_MTp6b2U"}},
    "blk": {
        "summary": "A whole bulk",
        "value": {"bulk_id": "blk_01KAN5V8R4T2W6X9YB3DF5GHJK", "note": "Wrong team"},
    },
}


@router.post(
    "/api/admin/assets/<asset_id>/undo-assign",
    operation_id="undo_assignment",
    summary="Take an assignment or a bulk back",
    description=(
        "Gives each user what they held before. The request must arrive by `undo_until`. The path"
        " names the asset of the assignment or the bulk, or the previous one where a revert gave"
        " none. A bulk is undone whole or not at all; one that is not decided yet is aborted."
    ),
    tags=["assignments"],
    responses=answers(
        200,
        "What the user holds now; the bulk as it stands now.",
        *WITH_BODY,
        *OF_ASSIGNMENTS,
        errors.WriteConflict,
        errors.AssignmentNotFound,
        errors.BulkNotFound,
        errors.UndoWindowExpired,
        errors.UndoWindowOpen,
        errors.AssignmentSuperseded,
        errors.AlreadyUndone,
        errors.NotUndoable,
        errors.BulkSealed,
        errors.BulkAborted,
        errors.AssetUnavailable,
        errors.UserDeactivated,
        headers=("Idempotency-Replayed",),
    ),
)
def undo_assignment(
    asset_id: AssetId,
    body: Annotated[UndoAssignment, Body(openapi_examples=UNDO)],
    idempotency_key: IdempotencyKey = None,
) -> Response[AssignmentChange | BulkOperation]:
    asked = operation(router, idempotency_key)
    if body.bulk_id is not None:
        return _undone_bulk(asset_id, body.bulk_id, body.note, asked)
    # The shape has required one of the two.
    assignment_id = body.assignment_id or ""
    return _undone(asset_id, assignment_id, Asked(asked, body.note, override=body.override))


def _undone(asset_id: str, assignment_id: str, asked: Asked) -> Response[Any]:
    outcome = wiring.assignments().undo_assignment(asset_id, assignment_id, asked)
    decided = outcome.value
    shown = assignment_change_shape(decided.assignment, decided.sealed_bulk_ids)
    return done(shown, is_replay=outcome.is_replay)


def _undone_bulk(asset_id: str, bulk_id: str, note: str | None, asked: Operation) -> Response[Any]:
    outcome = wiring.bulk().undo(asset_id, bulk_id, note, asked)
    return done(bulk_shape(outcome.value), is_replay=outcome.is_replay)
