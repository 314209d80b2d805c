"""Request and response bodies about users and what they hold."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from mediadesk.contracts.shapes import PRINTABLE, Instant, Shape
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import USER_ID_PATTERN, is_user_id


def _user_id(text: str) -> str:
    """Refuse what an address takes for another place."""
    if not is_user_id(text):
        raise ValueError("must not be `.` or `..`")
    return text


UserName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), PRINTABLE
]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$"),
    PRINTABLE,
]
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), PRINTABLE
]
NoteField = Annotated[Note | None, Field(description="Why; stands in the history for ever.")]
UserId = Annotated[str, StringConstraints(pattern=f"^{USER_ID_PATTERN}$"), AfterValidator(_user_id)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Switch = Annotated[bool, Field(strict=True)]
OverrideField = Annotated[
    Switch,
    Field(description="Take the undo from another admin's bulk that this user is still part of."),
]
SealedBulks = Annotated[
    tuple[str, ...], Field(description="Bulks that can't be undone any more because of this.")
]


class UserFields(Shape):
    """What the directory says of a user."""

    display_name: UserName = Field(description="The name that people know.")
    email: Email = Field(description="Address of the user.")


class NewAssignment(Shape):
    """Who is to hold an asset."""

    user_id: UserId = Field(description="The user's id in the directory.")
    note: NoteField = None
    override: OverrideField = False


class UndoAssignment(Shape):
    """Which assignment, or which bulk, is to be taken back: exactly one of the two."""

    assignment_id: Reference | None = Field(
        default=None, description="As the assignment's answer gave it, `asg_…`."
    )
    bulk_id: Reference | None = Field(
        default=None, description="As the bulk's answer gave it, `blk_…`; it is undone whole."
    )
    note: NoteField = None
    override: OverrideField = False

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        if (self.assignment_id is None) == (self.bulk_id is None):
            raise ValueError("must have either `assignment_id` or `bulk_id`")
        return self


class RevertAssignment(Shape):
    """Which earlier state is to be the present one again."""

    entry_id: Reference = Field(description="An entry of the same user's history, `ent_…`.")
    note: NoteField = None
    override: OverrideField = False


class Assignment(Shape):
    """What a user holds since a change; `asset_id` is null when that is nothing."""

    assignment_id: str
    user_id: str
    asset_id: str | None
    previous_asset_id: str | None
    assigned_by: str
    assigned_at: Instant
    undo_until: Instant | None = Field(
        description="Until when it can be undone, the moment included; null when it can't."
    )
    bulk_id: str | None
    sequence: int = Field(description="Place in the user's history.")


class AssignmentChange(Assignment):
    """An assignment as the change that made it tells it."""

    sealed_bulk_ids: SealedBulks


class User(Shape):
    """Somebody in the directory with what they hold."""

    user_id: str
    display_name: str
    email: str
    current: Assignment | None
    deactivated_at: Instant | None
    version: int = Field(description="Rises with every change of the entry or the assignment.")


class UserChange(User):
    """A user as a change of what they held tells it."""

    sealed_bulk_ids: SealedBulks


class UserPage(Shape):
    items: tuple[User, ...]
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page.")


class HistoryEntry(Shape):
    """One change of what a user held; entries are appended and never altered."""

    entry_id: str
    user_id: str
    sequence: int
    action: HistoryAction
    asset_id: str | None = Field(description="What the user holds from here on.")
    previous_asset_id: str | None
    performed_by: str
    performed_at: Instant
    bulk_id: str | None
    refers_to: str | None = Field(description="The entry that was undone or reverted to.")
    note: str | None
    request_id: str
    hash: str = Field(description="SHA-256 of the RFC 8785 form of all other fields.")
    previous_hash: str = Field(description="`hash` of the entry before; 64 zeros for the first.")


class HistoryEntryChange(HistoryEntry):
    """An entry as the change that wrote it tells it; the hash is taken of the entry alone."""

    sealed_bulk_ids: SealedBulks


class HistoryPage(Shape):
    items: tuple[HistoryEntry, ...]
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page.")
