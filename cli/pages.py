"""Lists of the API, gone through page by page."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import typer
from pydantic import BaseModel

from cli.api import Api, Document, read

LARGEST_PAGE: Final = 100

Query = Mapping[str, str | int | None]
"""What is None is not asked."""


Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]
Every = Annotated[bool, typer.Option("--all", help="All there are, whatever --limit says.")]


class Page(BaseModel):
    """A page as the service wrote it."""

    items: list[Document]
    next_cursor: str | None


def pages(api: Api, path: str, query: Query) -> Iterator[Page]:
    """Every page; one may be short, or empty, and still have a successor."""
    asked = {name: value for name, value in query.items() if value is not None}
    page = read(Page, api.get(path, asked))
    yield page
    while page.next_cursor:
        page = read(Page, api.get(path, {**asked, "cursor": page.next_cursor}))
        yield page


def collect(api: Api, path: str, query: Query, count: int, *, every: bool = False) -> Page:
    """Up to `count` items, or all, from as many pages as that takes."""
    found = Page(items=[], next_cursor=None)
    while every or len(found.items) < count:
        limit = LARGEST_PAGE if every else min(LARGEST_PAGE, count - len(found.items))
        here = {**query, "limit": limit, "cursor": found.next_cursor}
        page = next(pages(api, path, here))
        found = Page(items=found.items + page.items, next_cursor=page.next_cursor)
        if page.next_cursor is None:
            break
    return found
