"""Lists as files: which form a client asks for, and how entries are written in it."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

Row = Mapping[str, object]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


class Form(StrEnum):
    CSV = "text/csv"
    NDJSON = "application/x-ndjson"


def wanted(accept: str | None) -> Form | None:
    """The form that is preferred; None for JSON, and for what we don't know."""
    best: tuple[float, Form | None] = (0.0, None)
    for part in (accept or "").lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weight = _weight(parameters)
        if weight > best[0] and name in _KNOWN:
            best = weight, _KNOWN[name]
    return best[1]


def ndjson(rows: Iterable[Row]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def table(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """CSV with a line of names; no cell of it is a formula."""
    text = io.StringIO(newline="")
    names = list(columns)
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue()


def _weight(parameters: Iterable[str]) -> float:
    given = [p.removeprefix("q=") for p in parameters if p.startswith("q=")]
    try:
        return float(given[0]) if given else 1.0
    except ValueError:
        return 0.0


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list | bool):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


_KNOWN: Final[Mapping[str, Form | None]] = {
    "application/json": None,
    Form.CSV.value: Form.CSV,
    Form.NDJSON.value: Form.NDJSON,
}
