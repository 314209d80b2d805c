"""Makes an entry of the user directory what it is to be, and tells what that takes."""

import hashlib
import json
from enum import StrEnum

from pydantic import ValidationError

from cli.api import Api, Document, address, read
from cli.failures import Failure
from mediadesk.contracts.directory import User, UserFields, UserId

_WANTED = {
    "user_id": "must be 1 to 128 of A-Z a-z 0-9 . _ @ : + -",
    "display_name": "must be 1 to 200 printable characters",
    "email": "must be an address such as ada@example.org, of at most 254 characters",
}
COLUMNS = tuple(_WANTED)


class Entry(UserFields):
    """What the directory is to say of a user."""

    user_id: UserId


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REACTIVATED = "reactivated"
    UNCHANGED = "unchanged"


def checked(values: dict[str, str]) -> tuple[Entry | None, list[str]]:
    """The entry of these values, by column; or what is wrong with each of them."""
    try:
        return Entry(**values), []
    except ValidationError as error:
        columns = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors())
        return None, [f"{column} {_short(values[column])} {_WANTED[column]}" for column in columns]


def register(api: Api, entry: Entry, *, is_dry: bool = False) -> tuple[Outcome, Document]:
    """What it took, and the user as the service wrote it.

    May be repeated: what is so already is not sent, and the Idempotency-Key stands for this
    change of what was found.
    """
    present = _present(api, entry.user_id)
    user = read(User, present) if present else None
    outcome = _needed(user, entry)
    if is_dry or outcome is Outcome.UNCHANGED:
        return outcome, present
    body = entry.model_dump(exclude={"user_id"})
    key = _key(entry, user.version if user else 0)
    return outcome, api.put(address("users", entry.user_id), body, key)


def _present(api: Api, user_id: str) -> Document:
    """The user as they stand in the directory; empty when they don't."""
    try:
        return api.get(address("users", user_id))
    except Failure as failure:
        if failure.code != "user_not_found":
            raise
        return {}


def _needed(user: User | None, entry: Entry) -> Outcome:
    if user is None:
        return Outcome.CREATED
    if user.deactivated_at:
        return Outcome.REACTIVATED
    is_same = (user.display_name, user.email) == (entry.display_name, entry.email)
    return Outcome.UNCHANGED if is_same else Outcome.CHANGED


def _key(entry: Entry, version: int) -> str:
    """With the version: to go back to what was there before is another change."""
    text = json.dumps([entry.user_id, entry.display_name, entry.email, version])
    return f"register-{hashlib.sha256(text.encode()).hexdigest()}"


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else f"{value[:40]}…")
