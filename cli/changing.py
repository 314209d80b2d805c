"""What every change of what users hold may be given, and whose undo it took away."""

from collections.abc import Iterable
from typing import Annotated, Final

import typer

from cli.display import Display

Note = Annotated[
    str | None, typer.Option(help="Why; stands in the history for ever.", show_default=False)
]
Override = Annotated[
    bool,
    typer.Option("--override", help="Take the undo from other admins' bulks, if any may still."),
]
OVERRIDING: Final = {"override": "true"}
"""For changes that have no body."""


def tell_sealed(display: Display, bulk_ids: Iterable[str]) -> None:
    for bulk_id in bulk_ids:
        display.notice(f"{bulk_id} can't be undone any more because of this.")
