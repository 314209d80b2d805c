"""The words of users whose entries were written before there was a search, or under other rules."""

from collections.abc import Sequence
from typing import Final

from mediadesk import tables
from mediadesk.aws.search_repair import SearchRepair
from mediadesk.aws.trail_records import Item
from migrations.kinds import Treated


class BackfillUserSearch:
    """Through the directory for what the search lacks, through the search for what it has too
    much: a row that is stale can't be found from its user.
    """

    name: Final = "backfill_user_search"
    purpose: Final = "users are found by the words of their entries, and by no others"
    tables: Final = (tables.USERS.name, tables.USER_SEARCH.name)

    def __init__(self, repair: SearchRepair) -> None:
        self._repair = repair

    def treat(self, table: str, items: Sequence[Item], *, is_dry: bool) -> Treated:
        if table == tables.USER_SEARCH.name:
            return Treated(self._repair.clear(items, is_dry=is_dry))
        return Treated(sum(self._repair.complete(item, is_dry=is_dry) for item in items))
