"""Somebody in the directory: the entry, its changes, and what is visible of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from mediadesk.domain.chains import EMPTY_CHAIN, ChainHead
from mediadesk.domain.errors import PreconditionFailed
from mediadesk.domain.heads import Assignment, Head, current
from mediadesk.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class Profile:
    """A directory entry; it is never deleted, so that history keeps its names."""

    user_id: UserId
    display_name: str
    email: str
    updated_at: datetime
    version: int = 1
    deactivated_at: datetime | None = None
    audit: ChainHead = EMPTY_CHAIN


@dataclass(frozen=True, slots=True)
class User:
    """A directory entry with what its user holds; `sequence` counts the history so far."""

    profile: Profile
    current: Assignment | None
    sequence: int

    @property
    def version(self) -> int:
        """Rises with every visible change, of the entry or of the assignment."""
        return self.profile.version + self.sequence


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """What a caller has seen of a user: the version of the entry, and the length of the history.

    A change that is meant for it is made only while both are so. None stands for any, for callers
    who have seen no more than that there is such a user.
    """

    version: int | None = None
    sequence: int | None = None

    def require(self, profile: Profile, head: Head) -> None:
        """PreconditionFailed unless the user is still as was seen."""
        present = Seen(profile.version, head.sequence)
        if self not in (Seen(), present):
            now = f"{present.version}.{present.sequence}"
            raise PreconditionFailed(f"{profile.user_id} is at version {now} now.")


def visible(profile: Profile, head: Head) -> User:
    """What is visible of somebody; who was deactivated holds nothing, whatever the head said."""
    held = current(head) if profile.deactivated_at is None else None
    return User(profile, held, head.sequence)


def describe(profile: Profile, display_name: str, email: str, at: datetime) -> Profile:
    """The entry with this name and address, active; the same one when nothing changes."""
    described = replace(profile, display_name=display_name, email=email, deactivated_at=None)
    if described == profile:
        return profile
    return replace(described, version=profile.version + 1, updated_at=at)


def deactivate(profile: Profile, at: datetime) -> Profile:
    """Nothing can be assigned to them any more; the same entry when that is so already."""
    if profile.deactivated_at is not None:
        return profile
    return replace(profile, deactivated_at=at, version=profile.version + 1, updated_at=at)
