"""Reads a CSV file of users, and finds everything that is wrong with it before any is sent."""

from dataclasses import dataclass, field
from pathlib import Path

from cli.failures import ExitCode, Failure
from cli.registering import COLUMNS, Entry, checked
from cli.text_files import Unreadable, name_of, records, text_of


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
    try:
        lines = records(text_of(path))
        line, header = next(lines, (1, []))
        names = found.read_header(line, header)
        for line, cells in lines if not found.faults else ():
            found.read_row(line, names, cells)
    except OSError as error:
        raise _unusable(path, error.strerror or "It can't be opened") from error
    except Unreadable as error:
        found.faults.append(str(error))
    if not (found.rows or found.faults):
        found.faults.append("there is no user below the header")
    if found.faults:
        raise _unusable(path, "There are faults in it; nothing was sent", tuple(found.faults))
    return found


def _unusable(path: Path, reason: str, faults: tuple[str, ...] = ()) -> Failure:
    return Failure(
        "users_file_not_usable",
        f"{name_of(path)} can't be imported: {reason}.",
        remedy=f"Give a CSV file with a header and the columns {', '.join(COLUMNS)}.",
        exit_code=ExitCode.USAGE,
        faults=faults,
    )
