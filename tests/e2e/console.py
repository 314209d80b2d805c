"""The console in one browser window: signing in, what its pages complain of, and how they look."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, Self

from playwright.sync_api import Browser, ConsoleMessage, Request, Response, expect

from local.instance import ROOT
from local.outputs import Outputs

Scheme = Literal["light", "dark"]

AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS: Final = ROOT / "build" / "screenshots"
PATIENCE_MS: Final = 20_000
OFFLINE: Final = "ERR_INTERNET_DISCONNECTED"
SETTLED: Final = """() => Promise.allSettled(
    document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished)
)"""


class Console:
    """A window of its own, with nobody's cookies or tokens in it, for one person.

    `complaints` collects what a developer would see in red. Say `refusals.add(409)` before an
    answer that the browser is expected to complain of.
    """

    def __init__(
        self, browser: Browser, stack: Outputs, name: str, scheme: Scheme, test: str
    ) -> None:
        self.name = name
        self.complaints: list[str] = []
        self.refusals: set[int] = set()
        self._stack = stack
        self._label = f"{test}-{name}-{scheme}"
        self._context = browser.new_context(
            color_scheme=scheme, viewport={"width": 1280, "height": 800}
        )
        self.page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._miss)
        self.page.on("response", self._see)

    def open(self, page: str = "") -> Self:
        """Go to a page by what stands behind the `#`."""
        self.page.goto(self._stack.console_url + (f"#{page}" if page else ""))
        return self

    def signed_in(self, page: str = "") -> Self:
        """Open a page as somebody who has to sign in first, by one click."""
        self.open(page)
        self.page.get_by_role("button", name=f"Sign in as {self.name}").click()
        # Whatever the page is, it has a heading of its own.
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        return self

    def sign_in_by_password(self) -> None:
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(self._stack.users[self.name].password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def screenshot(self, moment: str) -> Path:
        """Keep how the whole page looks now; a moment has its own picture per test and scheme."""
        path = SCREENSHOTS / f"{self._label}-{moment}.png"
        # For a whole page the window is resized a moment, narrow enough at times that a side panel
        # is drawn anew, without the dialog that it has opened.
        is_dialog = self.page.get_by_role("dialog").count() > 0
        self.page.screenshot(path=path, full_page=not is_dialog, animations="disabled")
        return path

    def assert_accessible(self) -> None:
        """Nothing on the page violates a rule that axe knows."""
        self.page.evaluate(AXE.read_text("utf-8"))
        # Colours that are on their way are nobody's to read.
        self.page.evaluate(SETTLED)
        found: list[dict[str, Any]] = self.page.evaluate("axe.run().then((r) => r.violations)")
        assert [_readable(violation) for violation in found] == []

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Without any network."""
        self._context.set_offline(True)
        yield
        self._context.set_offline(False)

    def close(self) -> None:
        if not self.page.is_closed():
            self.screenshot("end")
        self._context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        refused = re.search(r"responded with a status of (\d+)", message.text)
        if (refused and int(refused[1]) in self.refusals) or OFFLINE in message.text:
            return
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _miss(self, request: Request) -> None:
        # A page that is left, or a query that nobody waits for any more, stops its own requests.
        expected = ("ERR_ABORTED", OFFLINE)
        if request.failure and not any(each in request.failure for each in expected):
            self.complaints.append(f"failed: {request.method} {request.url} {request.failure}")

    def _see(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"status {response.status}: {response.url}")


def _readable(violation: dict[str, Any]) -> str:
    places = ", ".join(node["html"] for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']}: {places}"
