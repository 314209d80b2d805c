"""Takes a migration through its tables, page by page, so that it can stop and go on anywhere."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Protocol

from mediadesk.aws.migration_store import Page
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.migrations import Part, advance, again, claim, release
from mediadesk.ports import Clock
from migrations.errors import MigrationHeld
from migrations.kinds import Migration
from migrations.telling import Teller


class Store(Protocol):
    """Whole tables, and how far each part of a migration has come."""

    def page(self, part: Part) -> Page: ...

    def parts(self, migration: str) -> list[Part]: ...

    def begin(self, part: Part) -> Part:
        """As it is stored from now on, or as somebody else began it."""
        ...

    def stored(self, part: Part) -> Part:
        """As it is now, whoever worked on it meanwhile."""
        ...

    def save(self, before: Part, after: Part) -> Part:
        """Gives back `after`; WriteConflict unless `before` is still what is stored."""
        ...


class Runner:
    """One run; nobody else has its `owner`. Once `stop` is set it ends with the page it is at."""

    def __init__(
        self, *, store: Store, clock: Clock, owner: str, stop: Event, teller: Teller
    ) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner
        self._stop = stop
        self._teller = teller

    def run(self, migration: Migration, segments: int = 1, *, is_again: bool = False) -> list[Part]:
        """All parts as they are then; MigrationHeld while another run is at work on one.

        `segments` counts when a migration begins; later it goes on with as many as it has.
        """
        parts = self._begun(migration, segments)
        if is_again and all(part.is_finished for part in parts):
            # This one write begins the round; whoever comes after a crash finds that it has begun.
            parts[0] = self._save(parts[0], again(parts[0], parts[0].round + 1))
        parts = self._in_step(parts)
        parts = self._each(parts, lambda part: self._work(migration, part))
        if not self._stop.is_set() and not all(part.is_finished for part in parts):
            raise MigrationHeld(f"Another run of {migration.name} is at work, or died just now.")
        return parts

    def rehearse(self, migration: Migration, segments: int = 1) -> list[Part]:
        """As `run`, from the beginning of every table, but nothing is written."""
        parts = _all_parts(migration, segments)
        return self._each(parts, lambda part: self._walk(migration, part, is_dry=True))

    def _each(self, parts: list[Part], work: Callable[[Part], Part]) -> list[Part]:
        """Segments of a table at the same time; the first failure stops all of them."""

        def watched(part: Part) -> Part:
            is_well = False
            try:
                worked, is_well = work(part), True
            finally:
                if not is_well:
                    self._stop.set()
            return worked

        with ThreadPoolExecutor(parts[0].segments) as pool:
            return list(pool.map(watched, parts))

    def _begun(self, migration: Migration, segments: int) -> list[Part]:
        # Whoever begins the first part decides how many there are.
        first = self._store.begin(_all_parts(migration, segments)[0])
        known = {(part.table, part.segment): part for part in self._store.parts(migration.name)}
        return [
            known.get((part.table, part.segment)) or self._store.begin(part)
            for part in _all_parts(migration, first.segments)
        ]

    def _in_step(self, parts: list[Part]) -> list[Part]:
        """None of them in an earlier round than the first one."""
        number = parts[0].round
        return [p if p.round >= number else self._save(p, again(p, number)) for p in parts]

    def _work(self, migration: Migration, part: Part) -> Part:
        now, part = self._clock(), self._store.stored(part)
        if part.is_finished or part.is_held(now) or self._stop.is_set():
            return part
        try:
            held = self._store.save(part, claim(part, self._owner, now))
        except WriteConflict:
            return part
        left = self._walk(migration, held, is_dry=False)
        return left if left.is_finished else self._save(left, release(left))

    def _walk(self, migration: Migration, part: Part, *, is_dry: bool) -> Part:
        while not part.is_finished and not self._stop.is_set():
            items, position = self._store.page(part)
            treated = migration.treat(part.table, items, is_dry=is_dry)
            after = advance(
                part,
                looked_at=len(items),
                changed=treated.changed,
                position=position,
                now=self._clock(),
            )
            part = after if is_dry else self._save(part, after)
            self._teller.tell(part, treated.remarks)
        return part

    def _save(self, before: Part, after: Part) -> Part:
        try:
            return self._store.save(before, after)
        except WriteConflict as error:
            raise MigrationHeld(f"Another run works on {before.table} as well.") from error


def _all_parts(migration: Migration, segments: int) -> list[Part]:
    return [
        Part(migration.name, table, segment, segments)
        for table in migration.tables
        for segment in range(segments)
    ]
