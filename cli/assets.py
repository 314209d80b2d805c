"""`mediactl assets`: what there is, what was made of it, and what was deleted."""

import uuid
from typing import Annotated

import typer

from cli.api import Api, Document, address, read
from cli.commands import command
from cli.display import Display
from cli.ids import AssetId
from cli.listing import Column, Listing
from cli.pages import LARGEST_PAGE, Page, Query, pages
from cli.session import Session
from cli.wording import asset_facts, heading_line, local_day_and_time, printable, size, status_text
from mediadesk.contracts.http import Asset
from mediadesk.domain.assets import ConversionStatus

PATH = address("assets")

Status = Annotated[
    ConversionStatus | None,
    typer.Option(help="Only those whose conversion stands so.", show_default=False),
]
Words = Annotated[
    str | None,
    typer.Option(
        "--query", help="Only those with these words in title or file name.", show_default=False
    ),
]
HeldBy = Annotated[
    str | None,
    typer.Option(metavar="USER_ID", help="Only what this user holds.", show_default=False),
]
Deleted = Annotated[bool, typer.Option("--deleted", help="Those that were deleted, and no others.")]
Limit = Annotated[
    int | None,
    typer.Option(min=1, max=LARGEST_PAGE, help="How many in a page.", show_default="25"),
]
Cursor = Annotated[
    str | None, typer.Option(help="Go on where the last page ended.", show_default=False)
]
Every = Annotated[bool, typer.Option("--all", help="Every page.")]

app = typer.Typer(invoke_without_command=True)


@app.callback()
@command
def list_assets(
    session: Session,
    status: Status = None,
    words: Words = None,
    held_by: HeldBy = None,
    deleted: Deleted = False,
    limit: Limit = None,
    cursor: Cursor = None,
    every: Every = False,
) -> None:
    """List assets, the newest first; `assets show` shows one."""
    wanted: Query = {
        "conversion_status": status,
        "query": words,
        "user_id": held_by,
        "deleted": "true" if deleted else None,
        "cursor": cursor,
        "limit": limit or (LARGEST_PAGE if every else None),
    }
    page = _list(session.api, wanted, every=every)
    if session.display.is_for_machines:
        session.display.document(page.model_dump())
    else:
        _show_page(session.display, page)


@app.command("show")
@command
def show_asset(session: Session, asset_id: AssetId) -> None:
    """Show one asset with the addresses of what was made of it."""
    document = session.api.get(address("assets", asset_id))
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        _show_asset(session.display, read(Asset, document))


@app.command("delete")
@command
def delete_asset(session: Session, asset_id: AssetId) -> None:
    """Delete an asset that nobody holds; it can be restored, and its history stays."""
    document = session.api.delete(address("assets", asset_id), key=uuid.uuid4().hex)
    back = session.command_line("assets", "restore", asset_id)
    _tell(session.display, document, "was deleted", f"To have it back: {back}")


@app.command("restore")
@command
def restore_asset(session: Session, asset_id: AssetId) -> None:
    """Bring a deleted asset back."""
    path = address("assets", asset_id, "restore")
    document = session.api.post(path, None, key=uuid.uuid4().hex)
    _tell(session.display, document, "is there", "")


def _list(api: Api, query: Query, *, every: bool) -> Page:
    found = pages(api, PATH, query)
    page = next(found)
    for following in found if every else ():
        page = Page(items=page.items + following.items, next_cursor=following.next_cursor)
    return page


def _tell(display: Display, document: Document, what: str, advice: str) -> None:
    if display.is_for_machines:
        display.document(document)
        return
    asset = read(Asset, document)
    display.line(f"{printable(asset.title)} {what}: {asset.asset_id}")
    if advice:
        display.notice(advice)


def _show_page(display: Display, page: Page) -> None:
    assets = [read(Asset, document) for document in page.items]
    if assets:
        display.listing(_listing(assets))
    else:
        display.notice("There are no such assets.")
    if page.next_cursor:
        display.notice(f"There are more: --all, or --cursor {page.next_cursor}")


def _listing(assets: list[Asset]) -> Listing:
    spare = Column("SIZE", is_spare=True), Column("CREATED", is_spare=True)
    listing = Listing(Column("ASSET"), Column("STATUS"), *spare, words="TITLE")
    for asset in assets:
        listing.add(
            asset.asset_id,
            status_text(
                asset.conversion_status, asset.conversion.progress if asset.conversion else 0
            ),
            size(asset.size_bytes),
            local_day_and_time(asset.created_at),
            printable(asset.title),
        )
    return listing


def _show_asset(display: Display, asset: Asset) -> None:
    display.line(heading_line(asset))
    for name, value in asset_facts(asset):
        display.line(f"  {name:<9}  {printable(value)}")
    display.addresses(asset)
