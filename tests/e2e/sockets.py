"""The sockets of one page, which a test may cut or refuse."""

import re
from typing import Final

from playwright.sync_api import Page, WebSocketRoute

ANY: Final = re.compile("^wss?:")


class Sockets:
    """Made before the page is opened."""

    def __init__(self, page: Page, *, are_refused: bool = False) -> None:
        self.opened = 0
        self._are_refused = are_refused
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(ANY, self._admit)

    def cut(self) -> None:
        """All that are open; the page may open others."""
        for each in self._open:
            each.close()
        self._open.clear()

    def _admit(self, socket: WebSocketRoute) -> None:
        if self._are_refused:
            socket.close()
            return
        socket.connect_to_server()
        self.opened += 1
        self._open.append(socket)
