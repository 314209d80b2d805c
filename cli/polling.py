"""Events by asking for them, for who gets no live connection."""

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import BaseModel

from cli.api import Api, Document, address, read
from cli.failures import Failure
from mediadesk.domain.errors import InvalidCursor

TOPICS_AT_ONCE: Final = 20
PATH: Final = address("events")

Pack = tuple[str, ...]


class _Page(BaseModel):
    """A page as the service wrote it."""

    events: list[Document]
    cursor: str
    has_more: bool


class Polling:
    """It begins where it was last told to; events that are known already may come again."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._since: dict[Pack, str] = {}

    def here(self, topics: Sequence[str]) -> dict[Pack, str]:
        """Where the topics stand at this moment."""
        starts = range(0, len(topics), TOPICS_AT_ONCE)
        packs = [tuple(topics[start : start + TOPICS_AT_ONCE]) for start in starts]
        return {pack: self._page(pack, None).cursor for pack in packs}

    def begin(self, where: dict[Pack, str]) -> None:
        self._since = where

    def pages(self) -> Iterator[list[Document]]:
        """What happened since the last page."""
        for pack in list(self._since):
            has_more = True
            while has_more:
                page = self._next(pack)
                self._since[pack], has_more = page.cursor, page.has_more
                yield page.events

    def _next(self, pack: Pack) -> _Page:
        try:
            return self._page(pack, self._since[pack])
        except Failure as failure:
            if failure.code != InvalidCursor.code:
                raise
        # What was missed is not to be had any more: begin at the present, which is to be read.
        resets: list[Document] = [{"type": "reset", "topic": topic} for topic in pack]
        return self._page(pack, None).model_copy(update={"events": resets})

    def _page(self, pack: Pack, since: str | None) -> _Page:
        query = {"topics": ",".join(pack)} | ({} if since is None else {"since": since})
        return read(_Page, self._api.get(PATH, query))
