"""Who is in the directory: one user, a page of all, a page of those whom a query finds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import UserId, known_user_id
from mediadesk.domain.user_search import is_shown_at, words
from mediadesk.domain.users import User, visible
from mediadesk.ports import UserStore
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.standings import Standings

TERMS_PER_USER: Final = 4
"""How many terms are read for each user wanted: a name often stands in id and address too."""
READS_AT_MOST: Final = 4
"""Reads that may be spent on one page before it is given short."""
PASSES_AT_MOST: Final = 3
"""How often one user is read until entry and head belong together."""


@dataclass(frozen=True, slots=True)
class UserPage:
    items: tuple[User, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    """Users in the order of the list, and the place after which the next page begins."""

    user_ids: list[UserId]
    position: str | None


class UserDirectory:
    def __init__(self, *, users: UserStore, standings: Standings, cursors: CursorSigner) -> None:
        self._users = users
        self._standings = standings
        self._cursors = cursors

    def get(self, user_id: str) -> User:
        """UserNotFound also for what can't be a user id."""
        known = known_user_id(user_id)
        head = self._standings.of(known).head
        for _ in range(PASSES_AT_MOST):
            profile, before = self._users.get(known), head
            head = self._standings.of(known).head
            if head == before:
                return visible(profile, head)
        raise ServiceUnavailable("This user is being changed without a pause.")

    def page(self, query: str, cursor: str | None, limit: int) -> UserPage:
        """Up to `limit` users: all by id, or those whom every word of the query finds.

        A query without a letter or digit finds nobody. A page may be short and yet have a
        successor. Raises InvalidCursor.
        """
        wanted = words(query)
        if query.strip() and not wanted:
            return UserPage((), None)
        mark = json.dumps(["users", *wanted])
        after = None if cursor is None else self._cursors.position(mark, cursor)
        found = self._search(wanted, after, limit) if wanted else self._everybody(after, limit)
        is_over = found.position is None
        next_cursor = None if is_over else self._cursors.sign(mark, str(found.position))
        return UserPage(tuple(self.present(found.user_ids)), next_cursor)

    def present(self, user_ids: Sequence[UserId]) -> list[User]:
        """These users (at most 100) with what they hold, in this order."""
        # A search meets somebody twice whose words change meanwhile.
        distinct = list(dict.fromkeys(user_ids))
        if not distinct:
            return []
        heads = {head.user_id: head for head in self._standings.of_many(distinct)}
        profiles = self._users.get_many(distinct)
        return [
            visible(profile, head)
            for profile in profiles
            if (head := heads.get(profile.user_id)) is not None
        ]

    def _everybody(self, after: str | None, limit: int) -> _Found:
        ids = self._users.directory(UserId(after) if after else None, limit)
        return _Found(ids, ids[-1] if len(ids) == limit else None)

    def _search(self, wanted: tuple[str, ...], after: str | None, limit: int) -> _Found:
        found: list[UserId] = []
        read = TERMS_PER_USER * limit
        for _ in range(READS_AT_MOST):
            hits = self._users.search(wanted[0], after, read)
            for hit in hits:
                after = hit.position
                if is_shown_at(hit.term, wanted, hit.terms):
                    found.append(hit.user_id)
                if len(found) == limit:
                    return _Found(found, after)
            if len(hits) < read:
                return _Found(found, None)
        return _Found(found, after)
