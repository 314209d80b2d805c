"""Routes of the audit trail: read it, take it away as a file, and check that nobody altered it."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import audit as shapes
from mediadesk.domain import errors
from mediadesk.domain.audit import AuditAction
from mediadesk.domain.audit_query import AuditQuery
from mediadesk.domain.ids import known_asset_id, known_user_id
from mediadesk.domain.instants import rfc3339
from mediadesk.edge import exports
from mediadesk.edge.documents import answers, file_answers
from mediadesk.edge.parameters import Cursor, Moment, require_order

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

LARGEST_PAGE: Final = 100
LARGEST_EXPORT: Final = 1000
PATH: Final = "/api/admin/audit"

_unchecked: Callable[..., shapes.AuditEntry] = shapes.AuditEntry.model_construct


@router.get(
    PATH,
    operation_id="list_audit",
    summary="Read the audit trail",
    description=(
        "Newest first; without `user_id` and `asset_id` a page covers seven days at most, and may"
        " be short, or empty, and still have a `next_cursor`. A bulk is one entry; those of its"
        " members stand under `user_id`. With `Accept: text/csv` or `application/x-ndjson` the page"
        " is a file of up to 1,000 entries, and `Link` leads to the next one."
    ),
    tags=["audit"],
    responses=file_answers(
        "A page of entries.",
        shapes.AuditPage,
        exports.Form,
        errors.AssetNotFound,
        errors.UserNotFound,
        errors.InvalidCursor,
    ),
)
def list_audit(
    asset_id: Annotated[str | None, Query(description="Only what has to do with it.")] = None,
    user_id: Annotated[str | None, Query(description="Only what this user is about.")] = None,
    actor: Annotated[str | None, Query(max_length=200, description="Who did it.")] = None,
    action: Annotated[AuditAction | None, Query(description="What was done.")] = None,
    since: Annotated[
        Moment | None, Query(alias="from", description="Only entries from this moment on.")
    ] = None,
    until: Annotated[
        Moment | None, Query(alias="to", description="Only entries up to this moment.")
    ] = None,
    cursor: Cursor = None,
    limit: Annotated[
        int | None,
        Query(ge=1, le=LARGEST_EXPORT, description="Most items to give; 100 at most as JSON."),
    ] = None,
) -> Response[shapes.AuditPage]:
    require_order(since, until)
    asset = None if asset_id is None else known_asset_id(asset_id)
    user = None if user_id is None else known_user_id(user_id)
    return _answer(AuditQuery(asset, user, actor, action, since, until), cursor, limit)


@router.get(
    f"{PATH}/verify",
    operation_id="verify_chain",
    summary="Check a chain",
    description=(
        "Every hash, every link, what was held before, and the chain's head; 10,000 entries a call."
        " With `against_archive` each entry must also have its one copy in the archive, which tells"
        " of a chain that was rewritten whole."
    ),
    tags=["audit"],
    responses=answers(200, "What was found.", errors.ChainNotFound),
)
def verify_chain(
    chain: Annotated[
        str, Query(max_length=200, description="`user:`, `asset:`, `profile:`, `bulk:` and an id.")
    ],
    from_sequence: Annotated[int, Query(ge=1, le=10**9, description="Where to begin.")] = 1,
    against_archive: Annotated[bool, Query(description="Compare with the archive too.")] = False,
) -> shapes.Verification:
    verdict = wiring.chain_verifier().verify(chain, from_sequence, against_archive=against_archive)
    return shapes.Verification(
        verified=verdict.verified,
        entries=verdict.entries,
        head_hash=verdict.head_hash,
        first_bad_sequence=verdict.first_bad_sequence,
        next_sequence=verdict.next_sequence,
    )


def _answer(query: AuditQuery, cursor: str | None, limit: int | None) -> Response[shapes.AuditPage]:
    form = exports.wanted(router.current_event.headers.get("accept"))
    page = wiring.audit_trail().get_audit_trail(query, cursor, _limit(limit, form))
    rows = [entry.shown() for entry in page.items]
    if form is not None:
        return _file(form, rows, page.next_cursor, page.complete_until)
    # Not checked: what somebody tampered with is shown as it is.
    items = tuple(_unchecked(**row) for row in rows)
    body = shapes.AuditPage.model_construct(
        items=items, next_cursor=page.next_cursor, complete_until=page.complete_until
    )
    return Response(200, content_types.APPLICATION_JSON, body)


def _limit(limit: int | None, form: exports.Form | None) -> int:
    if form is not None:
        return limit or LARGEST_EXPORT
    if limit is not None and limit > LARGEST_PAGE:
        fault = {"loc": ("query", "limit"), "type": "less_than_equal"}
        message = f"must be at most {LARGEST_PAGE} for JSON"
        raise RequestValidationError([fault | {"msg": message}])
    return limit or 25


def _file(
    form: exports.Form,
    rows: list[dict[str, object]],
    next_cursor: str | None,
    complete_until: datetime,
) -> Response[shapes.AuditPage]:
    headers = {"Complete-Until": rfc3339(complete_until)}
    if next_cursor is not None:
        query = {**router.current_event.query_string_parameters, "cursor": next_cursor}
        headers["Link"] = f'<{PATH}?{urlencode(query)}>; rel="next"'
    columns = shapes.AuditEntry.model_fields
    text = exports.ndjson(rows) if form is exports.Form.NDJSON else exports.table(columns, rows)
    return Response(200, f"{form}; charset=utf-8", text, headers)  # type: ignore[arg-type] # a file
