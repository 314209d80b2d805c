"""What a migration is: through which tables it goes, and what it does with their items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mediadesk.aws.trail_records import Item


@dataclass(frozen=True, slots=True)
class Treated:
    """What became of a page of items; `remarks` are for a person to look into."""

    changed: int
    remarks: tuple[str, ...] = ()


class Migration(Protocol):
    """`treat` may come again for the same items, after others or beside them: what it finds done
    it leaves alone. A dry one counts what it would write, and writes nothing.
    """

    @property
    def name(self) -> str: ...

    @property
    def purpose(self) -> str: ...

    @property
    def tables(self) -> tuple[str, ...]: ...

    def treat(self, table: str, items: Sequence[Item], *, is_dry: bool) -> Treated: ...
