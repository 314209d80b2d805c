"""Request and response bodies about bulk operations."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from mediadesk.contracts.directory import (
    NoteField,
    Reference,
    SealedBulks,
    Switch,
    UserId,
)
from mediadesk.contracts.http import Problem
from mediadesk.contracts.shapes import Instant, Shape
from mediadesk.domain.bulk import MAX_USERS, BulkStatus


def _distinct(user_ids: list[str]) -> list[str]:
    """A fault for each that was there before: which of the two was meant, nobody knows."""
    first: dict[str, int] = {}
    faults = [
        _duplicate(user_id, place, first[user_id])
        for place, user_id in enumerate(user_ids)
        if first.setdefault(user_id, place) != place
    ]
    if faults:
        raise ValidationError.from_exception_data("user_ids", faults)
    return user_ids


def _duplicate(user_id: str, place: int, first: int) -> InitErrorDetails:
    told = {"user_id": user_id, "first": first}
    fault = PydanticCustomError("duplicate", "{user_id} stands at user_ids.{first} already", told)
    return InitErrorDetails(type=fault, loc=(place,), input=user_id)


UserIds = Annotated[
    list[UserId],
    Field(min_length=1, max_length=MAX_USERS, description="Whom to give it to, each once."),
    AfterValidator(_distinct),
]


class NewBulkAssignment(Shape):
    """Who is to hold an asset, all of them or none."""

    asset_id: Reference = Field(description="Id of a converted asset, `ast_…`.")
    user_ids: UserIds
    note: NoteField = None
    dry_run: Switch = Field(default=False, description="Only tell what would change.")
    skip_already_assigned: Switch = Field(
        default=False, description="Leave out who holds it already, instead of refusing the bulk."
    )
    override: Switch = Field(
        default=False, description="Take the undo from other admins' bulks that these users are in."
    )


class BulkOperation(Shape):
    """A bulk as it stands; what `status` says holds for all its users at once."""

    bulk_id: str
    asset_id: str
    status: BulkStatus = Field(
        description="`preparing` until it is decided; `sealed` when it can't be undone any more."
    )
    user_count: int = Field(description="How many get it.")
    skipped_count: int = Field(description="How many were left out, for they held it already.")
    note: str | None
    assigned_by: str
    created_at: Instant
    assigned_at: Instant | None
    undo_until: Instant | None = Field(
        description="Until when it can be undone, the moment included; null before it is decided."
    )
    undone_at: Instant | None
    undone_by: str | None
    sealed_by: str | None = Field(
        description=(
            "The request or the bulk that took its undo; null when it was time alone. A bulk takes"
            " it before it is decided, and keeps it if it is aborted after that."
        )
    )
    sealed_bulk_ids: SealedBulks
    error: Problem | None = Field(description="Why it was aborted.")


class BulkChange(Shape):
    """A user of whom the asset would become another one."""

    user_id: str
    previous_asset_id: str | None


class BulkPreview(Shape):
    """What a bulk would change by what users hold now; nothing was changed."""

    asset_id: str
    user_count: int = Field(description="How many would get it.")
    skipped_count: int = Field(description="How many would be left out.")
    changes: tuple[BulkChange, ...]
