"""What the API tells of the audit trail."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from mediadesk.contracts.shapes import Instant, Shape
from mediadesk.domain.audit import ActorKind

Facts = dict[str, str | int | bool | None]
Stored = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment as it is stored, for the hash is taken of the text."""


class AuditEntry(Shape):
    """One entry of a chain; entries are appended and never altered."""

    entry_id: str
    chain: str = Field(description="`user:`, `asset:`, `profile:` or `bulk:` and an id.")
    sequence: int = Field(description="Place in the chain, from 1 on.")
    action: str = Field(description="What was done, such as `assignment.assigned`.")
    actor: str
    actor_kind: ActorKind
    asset_id: str | None
    user_id: str | None
    bulk_id: str | None
    before: Facts | None
    after: Facts | None = Field(description="In `user:` chains the whole entry of the history.")
    occurred_at: Stored
    request_id: str
    hash: str = Field(
        description=(
            "SHA-256 of the RFC 8785 form of all other fields; in `user:` chains of `after`."
        )
    )
    previous_hash: str = Field(description="`hash` of the entry before; 64 zeros for the first.")


class AuditPage(Shape):
    items: tuple[AuditEntry, ...]
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page.")
    complete_until: Instant = Field(
        description="Among what is older, nothing more will appear on any page."
    )


class Verification(Shape):
    """What became of the check of a chain."""

    verified: bool
    entries: int = Field(description="How many were checked by this call.")
    head_hash: str = Field(description="`hash` of the newest entry by the chain's own head.")
    first_bad_sequence: int | None = Field(
        description="The first place at which what should stand there does not."
    )
    next_sequence: int | None = Field(
        description="`from_sequence` of the call that goes on; null at the end."
    )
