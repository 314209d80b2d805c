"""Text that people bring: UTF-8 from a file or stdin, and the records of a CSV in it."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

STDIN: Final = Path("-")
_SEPARATORS: Final = ",;\t"


class Unreadable(Exception):
    """From some line on the text is not what it should be."""


def text_of(path: Path) -> str:
    """Everything in the file; OSError where it can't be read, Unreadable where it is no UTF-8."""
    content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line}: this is not UTF-8; save the file as “CSV UTF-8”") from error


def name_of(path: Path) -> str:
    return "stdin" if path == STDIN else str(path)


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line that it begins in; Unreadable for no CSV."""
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
        raise Unreadable(f"line {line}: this is no CSV ({error})") from error
