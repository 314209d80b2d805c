"""Reads a CSV file of users, and finds everything that is wrong with it before any is sent."""

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cli.failures import ExitCode, Failure
from cli.registering import COLUMNS, Entry, checked

STDIN: Final = Path("-")
_SEPARATORS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """A user, and the line of the file that they stand in."""

    line: int
    entry: Entry


@dataclass(slots=True)
class UserFile:
    rows: list[Row] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Columns that mean nothing here."""
    faults: list[str] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)

    def read_header(self, line: int, cells: list[str]) -> list[str]:
        names = [cell.strip().lower() for cell in cells]
        for name in COLUMNS:
            if names.count(name) != 1:
                times = "twice" if name in names else "nowhere"
                self.faults.append(f"line {line}: the column {name} stands {times} in the header")
        self.ignored = [name for name in names if name and name not in COLUMNS]
        return names

    def read_row(self, line: int, names: list[str], cells: list[str]) -> None:
        if len(cells) != len(names):
            self.faults.append(f"line {line}: {len(cells)} values under {len(names)} columns")
            return
        values = {name: cell for name, cell in zip(names, cells, strict=True) if name in COLUMNS}
        entry, faults = checked(values)
        self.faults += [f"line {line}: {fault}" for fault in faults]
        user_id = values["user_id"]
        first = self._lines.setdefault(user_id, line)
        if user_id and first != line:
            self.faults.append(f"line {line}: user_id {user_id} stands in line {first} already")
        if entry:
            self.rows.append(Row(line, entry))


def read_users(path: Path) -> UserFile:
    """The users of a file, or of stdin; Failure (usage) names every fault by its line."""
    found = UserFile()
    lines = _records(_text(path))
    try:
        line, header = next(lines, (1, []))
        names = found.read_header(line, header)
        for line, cells in lines if not found.faults else ():
            found.read_row(line, names, cells)
    except _Unreadable as error:
        found.faults.append(str(error))
    if not (found.rows or found.faults):
        found.faults.append("there is no user below the header")
    if found.faults:
        raise _unusable(path, "There are faults in it; nothing was sent", tuple(found.faults))
    return found


class _Unreadable(Exception):
    """From this line on the file is no CSV."""


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line that it begins in."""
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _Unreadable(f"line {line}: this is no CSV ({error})") from error


def _text(path: Path) -> str:
    try:
        content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise _unusable(path, error.strerror or "It can't be opened") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = f"line {line}: this is not UTF-8; save the file as “CSV UTF-8”"
        raise _unusable(path, "There are faults in it; nothing was sent", (fault,)) from error


def _unusable(path: Path, reason: str, faults: tuple[str, ...] = ()) -> Failure:
    name = "stdin" if path == STDIN else str(path)
    return Failure(
        "users_file_not_usable",
        f"{name} can't be imported: {reason}.",
        remedy=f"Give a CSV file with a header and the columns {', '.join(COLUMNS)}.",
        exit_code=ExitCode.USAGE,
        faults=faults,
    )
