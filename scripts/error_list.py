"""Every error code that a consumer may meet, with cause and remedy, as Markdown and as HTML."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.edge.problems import STATUS

Row = tuple[str, ...]

INTRODUCTION: Final = (
    "HTTP errors are problems (RFC 9457, `application/problem+json`); WebSocket errors are frames"
    " of type `error`. Both carry one of these codes, and a code never changes its meaning."
    " `validation_failed` names each fault in `errors`: `loc` says where, its own `code` says what"
    " (`missing`, `extra_forbidden`, `json_invalid`, `string_too_long` and the like)."
)
CONVERSIONS: Final = (
    "A conversion that failed says why in `conversion.error`. Where `retryable` is yes, the same"
    " file may succeed another time. The figures are those of a deployment that sets no others."
)
ERROR_HEADINGS: Final = ("code", "status", "cause", "remedy")
FAULT_HEADINGS: Final = ("code", "retryable", "cause and remedy")


def markdown() -> str:
    """The list as it stands in the repository."""
    parts = [
        "# Error codes",
        "<!-- Written by `python -m scripts.gen_contracts --errors`; edit the code instead. -->",
        INTRODUCTION,
        _table(ERROR_HEADINGS, _errors()),
        "## Failed conversions",
        CONVERSIONS,
        _table(FAULT_HEADINGS, _faults()),
    ]
    return "\n\n".join(parts) + "\n"


def html() -> str:
    """The list as a page beside the API document."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8"><title>mediadesk: error codes</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
            " style-src 'self'\">",
            '<link rel="stylesheet" href="viewer.css"></head><body><main>',
            '<p><a href="index.html">API</a></p><h1>Error codes</h1>',
            f"<p>{_coded(INTRODUCTION)}</p>{_html_table(ERROR_HEADINGS, _errors())}",
            f"<h2>Failed conversions</h2><p>{_coded(CONVERSIONS)}</p>",
            f"{_html_table(FAULT_HEADINGS, _faults())}</main></body></html>\n",
        ]
    )


def _errors() -> Iterable[Row]:
    # Not each is answered by HTTP: some are frames, and some are read in logs only.
    for error in sorted(MediadeskError.__subclasses__(), key=lambda error: error.code):
        status = str(STATUS[error].value) if error in STATUS else "-"
        yield f"`{error.code}`", status, f"{error.title}.", error.remedy


def _faults() -> Iterable[Row]:
    limits = MediaLimits()
    for fault in sorted(MediaFault):
        yield f"`{fault.value}`", "yes" if fault.is_retryable else "no", fault.message(limits)


def _table(headings: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _html_table(headings: Sequence[str], rows: Iterable[Row]) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        f'<tr id="{escape(row[0].strip("`"))}">'
        + "".join(f"<td>{_coded(cell)}</td>" for cell in row)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _coded(text: str) -> str:
    """Text for HTML; what stands between backticks becomes code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
