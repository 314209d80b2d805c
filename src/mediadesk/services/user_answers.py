"""What is kept of an answer that showed a user, and how the same user is shown again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from mediadesk.domain.heads import assignment_of
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.instants import parse_rfc3339, rfc3339
from mediadesk.domain.users import Profile, User
from mediadesk.services.effective_history import EffectiveHistory


def body_of(user: User, sealed: Sequence[BulkId] = ()) -> dict[str, object]:
    profile = user.profile
    gone_at = profile.deactivated_at
    return {
        "user_id": profile.user_id,
        "display_name": profile.display_name,
        "email": profile.email,
        "updated_at": rfc3339(profile.updated_at),
        "version": profile.version,
        "deactivated_at": None if gone_at is None else rfc3339(gone_at),
        "sequence": user.sequence,
        "sealed_bulk_ids": list(sealed),
    }


def sealed_by(body: Mapping[str, object]) -> tuple[BulkId, ...]:
    """The bulks that lost their undo by the change; answers of old name none."""
    sealed = cast(Iterable[object], body.get("sealed_bulk_ids", ()))
    return tuple(BulkId(str(bulk_id)) for bulk_id in sealed)


def user_of(body: Mapping[str, object], history: EffectiveHistory) -> User:
    """The user as the answer showed them; what they held then is read from their history."""
    gone_at = body["deactivated_at"]
    profile = Profile(
        user_id=UserId(str(body["user_id"])),
        display_name=str(body["display_name"]),
        email=str(body["email"]),
        updated_at=parse_rfc3339(str(body["updated_at"])),
        version=int(str(body["version"])),
        deactivated_at=None if gone_at is None else parse_rfc3339(str(gone_at)),
    )
    sequence = int(str(body["sequence"]))
    entry = history.get(profile.user_id, sequence) if sequence else None
    held = None if entry is None or entry.asset_id is None else assignment_of(entry)
    return User(profile, held, sequence)
