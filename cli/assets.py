"""`mediactl assets`: what there is, what was made of it, and what was deleted."""

import uuid
from typing import Annotated

import typer

from cli.api import Document, address, read
from cli.commands import command
from cli.conversions import retry_conversion, show_conversion, show_story
from cli.display import Display
from cli.ids import AssetId
from cli.listing import Column, Listing
from cli.pages import Every, Limit, Page, Query, collect
from cli.session import Session
from cli.wording import asset_facts, heading_line, local_day_and_time, printable, size, status_text
from mediadesk.contracts.http import Asset
from mediadesk.domain.conversions import ConversionStatus

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

app = typer.Typer(invoke_without_command=True)


@app.callback()
@command
def list_assets(
    session: Session,
    status: Status = None,
    words: Words = None,
    held_by: HeldBy = None,
    deleted: Deleted = False,
    limit: Limit = 25,
    every: Every = False,
) -> None:
    """List assets, the newest first; `assets show` shows one."""
    wanted: Query = {
        "conversion_status": status,
        "query": words,
        "user_id": held_by,
        "deleted": "true" if deleted else None,
    }
    page = collect(session.api, PATH, wanted, limit, every=every)
    if session.display.is_for_machines:
        session.display.document(page.model_dump())
    else:
        _show_page(session.display, page, limit)


@app.command("show")
@command
def show_asset(session: Session, asset_id: AssetId) -> None:
    """Show one asset with the addresses of what was made of it."""
    document = session.api.get(address("assets", asset_id))
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        asset = read(Asset, document)
        _show_asset(session.display, asset)
        show_story(session, asset)


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


app.command("conversion")(show_conversion)
app.command("retry")(retry_conversion)


def _tell(display: Display, document: Document, what: str, advice: str) -> None:
    if display.is_for_machines:
        display.document(document)
        return
    asset = read(Asset, document)
    display.line(f"{printable(asset.title)} {what}: {asset.asset_id}")
    if advice:
        display.notice(advice)


def _show_page(display: Display, page: Page, limit: int) -> None:
    assets = [read(Asset, document) for document in page.items]
    if assets:
        display.listing(_listing(assets))
    else:
        display.notice("There are no such assets.")
    if page.next_cursor:
        display.notice(f"There are more: --limit {limit * 4}, or --all.")


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
