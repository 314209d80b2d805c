"""The kinds of identifier, so that swapped arguments fail type checking."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, NewType

from mediadesk.domain.errors import AssetNotFound, UserNotFound

AssetId = NewType("AssetId", str)
JobId = NewType("JobId", str)
EntryId = NewType("EntryId", str)
AdminId = NewType("AdminId", str)
"""The immutable name of a person in the user pool."""
UserId = NewType("UserId", str)
"""The directory's own id of somebody whom assets are assigned to."""
BulkId = NewType("BulkId", str)
ConnectionId = NewType("ConnectionId", str)
Topic = NewType("Topic", str)

ASSET_PREFIX: Final = "ast_"
JOB_PREFIX: Final = "job_"
EVENT_PREFIX: Final = "evt_"
BULK_PREFIX: Final = "blk_"
ASSIGNMENT_PREFIX: Final = "asg_"
ENTRY_PREFIX: Final = "ent_"

_ULID: Final = "[0-9A-HJKMNP-TV-Z]{26}"
_ASSET_ID: Final = re.compile(f"ast_{_ULID}")
_BULK_ID: Final = re.compile(f"blk_{_ULID}")

USER_ID_PATTERN: Final = "[A-Za-z0-9._@:+-]{1,128}"
"""What is fit to be a user id, but for `.` and `..`."""
_USER_ID: Final = re.compile(USER_ID_PATTERN)

_PLACE: Final = re.compile(f"([1-9][0-9]{{0,9}}):({USER_ID_PATTERN})")


def is_asset_id(text: str) -> bool:
    """Whether the text has the form of an asset id: `ast_` and a ULID."""
    return _ASSET_ID.fullmatch(text) is not None


def is_bulk_id(text: str) -> bool:
    """Whether the text has the form of a bulk's id: `blk_` and a ULID."""
    return _BULK_ID.fullmatch(text) is not None


def is_user_id(text: str) -> bool:
    """Whether the text has the form of a user id: 1 to 128 of `A-Z a-z 0-9 . _ @ : + -`.

    `.` and `..` are none: in an address they mean another place.
    """
    return _USER_ID.fullmatch(text) is not None and text not in {".", ".."}


def known_asset_id(text: str) -> AssetId:
    """AssetNotFound for what can't be an asset id."""
    if not is_asset_id(text):
        raise AssetNotFound(f"No asset has the id {text[:64]!r}.")
    return AssetId(text)


def known_user_id(text: str) -> UserId:
    """UserNotFound for what can't be a user id."""
    if not is_user_id(text):
        raise UserNotFound(f"No user has the id {text[:64]!r}.")
    return UserId(text)


def place_id(prefix: str, user_id: UserId, sequence: int) -> str:
    """The id of what stands at a place in a user's history; it follows from the place alone."""
    name = urlsafe_b64encode(f"{sequence}:{user_id}".encode()).decode().rstrip("=")
    return f"{prefix}{name}"


def place_of(prefix: str, text: str) -> tuple[UserId, int] | None:
    """The place that `place_id` was given; None for anything that it did not make."""
    name = text.removeprefix(prefix)
    try:
        place = _PLACE.fullmatch(urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode())
    except ValueError:
        return None
    if place is None:
        return None
    found = UserId(place[2]), int(place[1])
    return found if place_id(prefix, *found) == text else None
