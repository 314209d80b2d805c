"""Tables that fit the terminal: words give way, then what can be spared; ids never do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

_GAP: Final = 2
_SHORTEST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    is_spare: bool = False
    """Left out where there is no room for it."""


class Listing:
    """Rows under columns without lines, to be read, cut and searched.

    The last column holds words that may be cut short. Where not even the others fit, each row
    becomes a block of lines.
    """

    def __init__(self, *columns: Column, words: str) -> None:
        self._columns = (*columns, Column(words))
        self._rows: list[tuple[Text, ...]] = []

    def add(self, *cells: Text | str) -> None:
        self._rows.append(tuple(Text(cell) if isinstance(cell, str) else cell for cell in cells))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self._fitting(options.max_width)
        if columns:
            yield self._table(columns, options.max_width)
        else:
            yield from self._blocks()

    def _fitting(self, width: int) -> list[int]:
        """The columns that there is room for; none where the indispensable ones are too wide."""
        *whole, words = range(len(self._columns))
        spare = [place for place in whole if self._columns[place].is_spare]
        while self._room(whole, words) > width:
            if not spare:
                return []
            whole.remove(spare.pop())
        return [*whole, words]

    def _room(self, whole: list[int], words: int) -> int:
        shortest = min(_SHORTEST_WORDS, self._width(words))
        return sum(self._width(place) + _GAP for place in whole) + shortest

    def _width(self, place: int) -> int:
        cells = (row[place].cell_len for row in self._rows)
        return max(len(self._columns[place].name), *cells)

    def _table(self, columns: list[int], width: int) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
        *whole, words = columns
        for place in whole:
            table.add_column(self._columns[place].name, no_wrap=True, width=self._width(place))
        left = width - sum(self._width(place) + _GAP for place in whole)
        shown = min(left, self._width(words))
        table.add_column(self._columns[words].name, no_wrap=True, overflow="ellipsis", width=shown)
        for row in self._rows:
            table.add_row(*(row[place] for place in columns))
        return table

    def _blocks(self) -> Iterator[Text]:
        longest = max(len(column.name) for column in self._columns[1:])
        for first, *others in self._rows:
            yield _line(first)
            for column, cell in zip(self._columns[1:], others, strict=True):
                if cell:
                    yield _line(Text(f"  {column.name.lower():<{longest}}  ").append_text(cell))


def _line(text: Text) -> Text:
    """The terminal breaks it where it must, so that it can still be copied whole."""
    line = text.copy()
    line.no_wrap, line.overflow = True, "ignore"
    return line
