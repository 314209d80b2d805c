"""Ids as they are typed: what can't be one is said before anything is sent."""

from collections.abc import Callable
from typing import Annotated, Final

import typer

from mediadesk.domain.ids import is_asset_id, is_bulk_id, is_user_id

USER_RULE: Final = "1 to 128 of A-Z a-z 0-9 . _ @ : + -"
BULK_RULE: Final = "`blk_` and 26 letters and digits, as `mediactl bulk assign` printed it"
ASSET_RULE: Final = "`ast_` and 26 letters and digits; `mediactl assets` lists them"


def _required(holds: Callable[[str], bool], kind: str, rule: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not holds(text):
            raise typer.BadParameter(f"{text[:64]!r} is no id of {kind}: {rule}.")
        return text

    return check


def optional_asset_id(text: str | None) -> str | None:
    """For options that name an asset."""
    return None if text is None else _required(is_asset_id, "an asset", ASSET_RULE)(text)


def every_asset_id(texts: list[str] | None) -> list[str]:
    """For as many assets as anybody likes to name."""
    return list(map(_required(is_asset_id, "an asset", ASSET_RULE), texts or ()))


def every_user_id(texts: list[str] | None) -> list[str]:
    return list(map(_required(is_user_id, "a user", USER_RULE), texts or ()))


UserId = Annotated[
    str,
    typer.Argument(
        metavar="USER_ID",
        show_default=False,
        callback=_required(is_user_id, "a user", USER_RULE),
    ),
]
AssetId = Annotated[
    str,
    typer.Argument(
        metavar="ASSET_ID",
        show_default=False,
        callback=_required(is_asset_id, "an asset", ASSET_RULE),
    ),
]
BulkId = Annotated[
    str,
    typer.Argument(
        metavar="BULK_ID",
        show_default=False,
        callback=_required(is_bulk_id, "a bulk", BULK_RULE),
    ),
]
