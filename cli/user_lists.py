"""Whom a bulk is for: ids that were typed and ids of a file, each of them once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cli.failures import ExitCode, Failure
from cli.ids import USER_RULE
from cli.text_files import Unreadable, name_of, records, text_of
from mediadesk.domain.bulk import MAX_USERS
from mediadesk.domain.ids import is_user_id

_COLUMN: Final = "user_id"


@dataclass(slots=True)
class UserList:
    user_ids: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _places: dict[str, str] = field(default_factory=dict)

    def add(self, place: str, text: str) -> None:
        """`place` is told with what is wrong."""
        if not is_user_id(text):
            self.faults.append(f"{place}: {text[:64]!r} is no id of a user: {USER_RULE}")
        elif (first := self._places.setdefault(text, place)) != place:
            self.faults.append(f"{place}: {text} stands in {first} already")
        else:
            self.user_ids.append(text)

    def read(self, path: Path) -> None:
        """One id per line, or the column user_id of a CSV; lines that begin with # say nothing."""
        kept = "\n".join(map(_without_comment, text_of(path).split("\n")))
        header = _header(kept)
        if _COLUMN in header:
            self._read_table(kept, header)
            return
        for number, line in enumerate(kept.split("\n"), 1):
            if text := line.strip():
                self.add(f"line {number}", text)

    def _read_table(self, text: str, header: list[str]) -> None:
        if header.count(_COLUMN) > 1:
            self.faults.append(f"the column {_COLUMN} stands twice in the header")
            return
        place, rows = header.index(_COLUMN), records(text)
        next(rows)
        for line, cells in rows:
            if len(cells) == len(header):
                self.add(f"line {line}", cells[place].strip())
            else:
                self.faults.append(f"line {line}: {len(cells)} values under {len(header)} columns")

    def check_size(self) -> None:
        count = len(self.user_ids)
        if count > MAX_USERS:
            self.faults.append(f"these are {count:,} users; a bulk takes {MAX_USERS:,} at most")
        if not (count or self.faults):
            self.faults.append("no user is named")


def read_user_list(typed: Sequence[str], path: Path | None) -> list[str]:
    """The ids as they were named; Failure (usage) tells everything that is wrong with them."""
    found = UserList()
    for number, text in enumerate(typed, 1):
        found.add(f"argument {number}", text)
    try:
        if path is not None:
            found.read(path)
    except OSError as error:
        reason = error.strerror or "It can't be opened"
        raise _unusable(f"{name_of(path or Path())} can't be read: {reason}.") from error
    except Unreadable as error:
        found.faults.append(str(error))
    found.check_size()
    if found.faults:
        raise _unusable("The users can't be taken as they are; nothing was sent.", found.faults)
    return found.user_ids


def _without_comment(line: str) -> str:
    """Empty instead of gone, so that later lines keep their numbers."""
    return "" if line.lstrip().startswith("#") else line


def _header(text: str) -> list[str]:
    """The names in the first line; what is no CSV has none."""
    first: Iterator[tuple[int, list[str]]] = records(text.lstrip().partition("\n")[0])
    try:
        _, cells = next(first, (1, []))
    except Unreadable:
        return []
    return [cell.strip().lower() for cell in cells]


def _unusable(message: str, faults: Sequence[str] = ()) -> Failure:
    return Failure(
        "user_list_not_usable",
        message,
        remedy=f"Name users, or give --from with one id per line or a CSV with {_COLUMN}.",
        exit_code=ExitCode.USAGE,
        faults=tuple(faults),
    )
