"""Somebody in the directory: the entry, its changes, and what is visible of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from mediadesk.domain.chains import EMPTY_CHAIN, ChainHead
from mediadesk.domain.heads import Assignment
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
