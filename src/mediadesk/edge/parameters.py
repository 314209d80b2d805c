"""Parameters that several routes share: ids in paths, places in lists, moments."""

import re
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from mediadesk.contracts import directory
from mediadesk.domain import ids

_RFC3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)

AssetId = Annotated[str, Path(description="Id of an asset, `ast_…`.")]
BulkId = Annotated[str, Path(description="Id of a bulk operation, `blk_…`.")]
Cursor = Annotated[
    str | None, Query(max_length=1000, description="`next_cursor` of the page before.")
]
Override = Annotated[
    bool,
    Query(description="Take the undo from another admin's bulk that this user is still part of."),
]
Limit = Annotated[int, Query(ge=1, le=100, description="Most items to give.")]


def _moment(text: str) -> datetime:
    if not _RFC3339.fullmatch(text):
        raise ValueError(
            "must be RFC 3339 with an offset from UTC, such as 2026-11-22T10:15:30Z;"
            " a + is sent as %2B"
        )
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("must be a moment of the years 1 to 9999 in UTC") from error


# Not every gateway decodes a path; no user id contains a percent sign.
UserId = Annotated[
    str,
    BeforeValidator(unquote),
    AfterValidator(ids.known_user_id),
    Path(description="A user's id in the directory."),
]
NewUserId = Annotated[
    directory.UserId,
    BeforeValidator(unquote),
    Path(description="The id that the directory gives the user; it never changes."),
]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
"""RFC 3339 with an offset; a naive moment is refused, for it could be any of 24."""


def require_order(since: datetime | None, until: datetime | None) -> None:
    """A validation error when `from` is later than `to`."""
    if since is not None and until is not None and since > until:
        fault = {"loc": ("query", "from"), "type": "wrong_order"}
        raise RequestValidationError([fault | {"msg": "must not be later than `to`"}])
