"""`mediactl assets`: what there is, and what was made of it."""

from typing import Annotated

import typer
from pydantic import BaseModel
from rich.table import Table

from cli.api import Api, Document, read
from cli.commands import command
from cli.display import Display, table
from cli.session import Session
from cli.wording import asset_facts, heading_line, local_day_and_time, printable, size, status_text
from mediadesk.contracts.http import Asset
from mediadesk.domain.assets import ConversionStatus

PATH = "/api/admin/assets"
LARGEST_PAGE = 100

Status = Annotated[
    ConversionStatus | None,
    typer.Option(help="Only those whose conversion stands so.", show_default=False),
]
Query = Annotated[
    str | None,
    typer.Option(help="Only those with these words in title or file name.", show_default=False),
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, max=LARGEST_PAGE, help="How many in a page.", show_default="25"),
]
Cursor = Annotated[
    str | None, typer.Option(help="Go on where the last page ended.", show_default=False)
]
Every = Annotated[bool, typer.Option("--all", help="Every page.")]

app = typer.Typer(invoke_without_command=True)


class Page(BaseModel):
    """A page as the service wrote it."""

    items: list[Document]
    next_cursor: str | None


@app.callback()
@command
def list_assets(
    session: Session,
    status: Status = None,
    query: Query = None,
    limit: Limit = None,
    cursor: Cursor = None,
    every: Every = False,
) -> None:
    """List assets, the newest first; `assets show` shows one."""
    wanted: dict[str, str | int | None] = {
        "conversion_status": status,
        "query": query,
        "cursor": cursor,
        "limit": limit or (LARGEST_PAGE if every else None),
    }
    asked = {name: value for name, value in wanted.items() if value is not None}
    page = _pages(session.api, asked, every=every)
    if session.display.is_for_machines:
        session.display.document(page.model_dump())
    else:
        _show_page(session.display, page)


@app.command("show")
@command
def show_asset(
    session: Session,
    asset_id: Annotated[str, typer.Argument(metavar="ASSET_ID", show_default=False)],
) -> None:
    """Show one asset with the addresses of what was made of it."""
    document = session.api.get(f"{PATH}/{asset_id}")
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        _show_asset(session.display, read(Asset, document))


def _pages(api: Api, query: dict[str, str | int], *, every: bool) -> Page:
    page = read(Page, api.get(PATH, query))
    while every and page.next_cursor:
        following = read(Page, api.get(PATH, {**query, "cursor": page.next_cursor}))
        page = Page(items=page.items + following.items, next_cursor=following.next_cursor)
    return page


def _show_page(display: Display, page: Page) -> None:
    assets = [read(Asset, document) for document in page.items]
    if assets:
        display.out.print(_listing(assets))
    else:
        display.notice("There are no such assets.")
    if page.next_cursor:
        display.notice(f"There are more: --all, or --cursor {page.next_cursor}")


def _listing(assets: list[Asset]) -> Table:
    listing = table("ASSET", "STATUS", "SIZE", "CREATED")
    listing.add_column("TITLE", no_wrap=True, overflow="ellipsis", ratio=1)
    for asset in assets:
        listing.add_row(
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
    display.out.print(heading_line(asset), soft_wrap=True)
    for name, value in asset_facts(asset):
        display.out.print(f"  {name:<9}  {printable(value)}", soft_wrap=True)
    display.addresses(asset)
