"""Tables and the progress of migrations in memory; held to the real ones by `test_progress`."""

from itertools import islice

from mediadesk.aws.migration_store import Page
from mediadesk.aws.trail_records import Item
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.migrations import Part
from tests.faults import Faults, Faulty, watched

Place = tuple[str, str, int]


class FakeMigrationStore(Faulty):
    """An item's place in its table is its position; every segment takes its share of them."""

    def __init__(self, faults: Faults, tables: dict[str, list[Item]], page_of: int = 2) -> None:
        super().__init__(faults)
        self.kept: dict[Place, Part] = {}
        self._tables = tables
        self._page_of = page_of

    @watched
    def page(self, part: Part) -> Page:
        after = -1 if part.position is None else int(part.position["pk"])
        items = enumerate(self._tables[part.table])
        later = ((n, i) for n, i in items if n > after and n % part.segments == part.segment)
        found = list(islice(later, self._page_of))
        is_last = len(found) < self._page_of
        return Page([i for _, i in found], None if is_last else {"pk": str(found[-1][0])})

    @watched
    def parts(self, migration: str) -> list[Part]:
        return [self.kept[place] for place in sorted(self.kept) if place[0] == migration]

    @watched
    def begin(self, part: Part) -> Part:
        return self.kept.setdefault(_place(part), part)

    @watched
    def stored(self, part: Part) -> Part:
        return self.kept[_place(part)]

    @watched
    def save(self, before: Part, after: Part) -> Part:
        if self.kept[_place(before)].version != before.version:
            raise WriteConflict("Another run has taken it further.")
        self.kept[_place(after)] = after
        return after


def _place(part: Part) -> Place:
    return part.migration, part.table, part.segment
