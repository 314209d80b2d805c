"""By which words users are found, brought to what their directory entries say now."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from pynamodb.transactions import TransactWrite

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.trail_records import Item
from mediadesk.aws.user_records import profile_of, search_rows, user_key
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.ids import UserId
from mediadesk.domain.users import Profile

ATTEMPTS: Final = 8
"""How often an entry is read that others keep changing, before this gives up."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Needed:
    """What the search lacks of a user, and what it has too much."""

    missing: tuple[SearchRow, ...] = ()
    stale: tuple[SearchRow, ...] = ()

    def __len__(self) -> int:
        return len(self.missing) + len(self.stale)


Compare = Callable[[Profile | None], Needed]


class SearchRepair:
    """Each write requires the directory entry that it follows from: words of an older one never
    get over those that somebody writes at the same time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._users = database.rows(UserRow)
        self._search = database.rows(SearchRow)
        # Typed as a part of PynamoDB's own that reads no items.
        self._client = cast(Any, database.connection.client)

    def complete(self, entry: Item, *, is_dry: bool) -> int:
        """How many rows the user of this directory entry lacked, or had otherwise."""
        raw = {name: dict(value) for name, value in entry.items()}
        profile = profile_of(UserRow.from_raw_data(raw))
        return self._repair(profile.user_id, profile, self._missing, is_dry=is_dry)

    def clear(self, rows: Iterable[Item], *, is_dry: bool) -> int:
        """How many of these rows find a user by a word that is not, or no longer, theirs."""
        keys: dict[UserId, list[Key]] = defaultdict(list)
        for row in rows:
            pk, sk = row["pk"]["S"], row["sk"]["S"]
            keys[UserId(sk.rpartition("#")[2])].append((pk, sk))
        profiles = self._profiles(keys)
        return sum(
            self._repair(user_id, profiles.get(user_id), partial(self._stale, found), is_dry=is_dry)
            for user_id, found in keys.items()
        )

    def _repair(
        self, user_id: UserId, profile: Profile | None, compare: Compare, *, is_dry: bool
    ) -> int:
        for _ in range(ATTEMPTS):
            needed = compare(profile)
            if is_dry or not needed:
                return len(needed)
            try:
                self._database.transact(partial(self._fill, user_id, profile, needed))
            except WriteConflict:
                profile = self._profiles([user_id]).get(user_id)
            else:
                return len(needed)
        raise WriteConflict(f"The entry of {user_id} changes without a pause.")

    def _fill(
        self, user_id: UserId, profile: Profile | None, needed: Needed, to: TransactWrite
    ) -> None:
        is_still = UserRow.version == profile.version if profile else UserRow.pk.does_not_exist()
        to.condition_check(self._users, *user_key(user_id), is_still)
        for row in needed.missing:
            to.save(row)
        for row in needed.stale:
            to.delete(row)

    def _missing(self, profile: Profile | None) -> Needed:
        wanted = [] if profile is None else search_rows(profile, self._search)
        stored = self._stored([(row.pk, row.sk) for row in wanted])
        unlike = (row for row in wanted if stored.get((row.pk, row.sk)) != row.serialize())
        return Needed(missing=tuple(unlike))

    def _stored(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Items and not models of them: those of an older shape have to be read too."""
        name = str(self._search.Meta.table_name)
        asked: dict[str, Any] = {"Keys": [_typed(key) for key in keys], "ConsistentRead": True}
        found: list[Item] = []
        while asked["Keys"]:
            with translated():
                answer = self._client.batch_get_item(RequestItems={name: asked})
            found += answer["Responses"][name]
            asked = answer["UnprocessedKeys"].get(name, {"Keys": []})
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}

    def _stale(self, found: Iterable[Key], profile: Profile | None) -> Needed:
        wanted = set() if profile is None else {(r.pk, r.sk) for r in search_rows(profile)}
        stale = (self._search(pk, sk) for pk, sk in found if (pk, sk) not in wanted)
        return Needed(stale=tuple(stale))

    def _profiles(self, user_ids: Iterable[UserId]) -> dict[UserId, Profile]:
        keys = [user_key(user_id) for user_id in user_ids]
        with translated():
            return {
                UserId(row.user_id): profile_of(row) for row in self._users.batch_get(keys, True)
            }


def _typed(key: Key) -> Item:
    """In DynamoDB's JSON."""
    pk, sk = key
    return {"pk": {"S": pk}, "sk": {"S": sk}}
