"""What others do appears on an open page: over a socket that breaks, and without any."""

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.console import Console, Scheme
from tests.e2e.sockets import Sockets
from tests.flows.consumer import Consumer, created, ok

MARKUP: Final = '<img src=x onerror="window.isHarmed=true">'
SHOWN_WITHIN_MS: Final = 30_000


class Elsewhere:
    """Two assets and a user that another admin changes."""

    def __init__(self, admin: Consumer, clip: Path, name: str) -> None:
        self.http = admin.http
        self.user_id = name
        self.given = str(admin.converted(clip, title=f"{name} given")["asset_id"])
        self.deleted = str(admin.converted(clip, title=f"{name} deleted")["asset_id"])
        known = {"display_name": f"Name of {name}", "email": f"{name}@example.org"}
        created(self.http.put(f"/api/admin/users/{name}", json=known))

    def give(self) -> dict[str, Any]:
        path = f"/api/admin/assets/{self.given}/assign"
        return created(self.http.post(path, json={"user_id": self.user_id}))

    def take_back(self, assignment: dict[str, Any]) -> None:
        path = f"/api/admin/assets/{self.given}/undo-assign"
        told = {"assignment_id": assignment["assignment_id"]}
        self.http.post(path, json=told).raise_for_status()

    def delete(self) -> None:
        self.http.delete(f"/api/admin/assets/{self.deleted}").raise_for_status()

    def restore(self) -> None:
        ok(self.http.post(f"/api/admin/assets/{self.deleted}/restore"))


@pytest.fixture
def elsewhere(
    admin: Consumer, clip: Path, scheme: Scheme, request: pytest.FixtureRequest
) -> Elsewhere:
    name = request.node.originalname.removeprefix("test_")[:20].strip("_")
    return Elsewhere(admin, clip, f"{name}-{scheme}")


def test_a_page_whose_socket_was_cut_shows_the_present_when_it_is_back(
    opener: Opener, elsewhere: Elsewhere, admin: Consumer, clip: Path
) -> None:
    console = opener("vic")
    sockets = Sockets(console.page)
    page = watching(console, "Live")
    expect(tile(page, f"{elsewhere.user_id} given")).to_contain_text("Not assigned")

    with console.offline():
        sockets.cut()
        expect(page.get_by_text("Reconnecting", exact=True)).to_be_visible()
        console.screenshot("reconnecting")
        elsewhere.give()
        elsewhere.delete()
        admin.upload(clip, title=MARKUP)

    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=SHOWN_WITHIN_MS)
    expect(tile(page, f"{elsewhere.user_id} given")).to_contain_text(elsewhere.user_id)
    expect(tile(page, f"{elsewhere.user_id} deleted")).to_have_count(0)
    expect(tile(page, MARKUP).first).to_be_visible()
    assert sockets.opened > 1
    elsewhere.restore()
    expect(tile(page, f"{elsewhere.user_id} deleted")).to_be_visible()
    require_unharmed(console)


def test_without_sockets_a_page_stays_current_by_polling_and_says_so(
    opener: Opener, elsewhere: Elsewhere, admin: Consumer, clip: Path
) -> None:
    console = opener("vic")
    Sockets(console.page, are_refused=True)
    page = watching(console, "Live, by polling")
    given = tile(page, f"{elsewhere.user_id} given")
    expect(given).to_contain_text("Not assigned")

    assignment = elsewhere.give()
    elsewhere.delete()
    admin.upload(clip, title=MARKUP)
    expect(given).to_contain_text(elsewhere.user_id, timeout=SHOWN_WITHIN_MS)
    expect(tile(page, f"{elsewhere.user_id} deleted")).to_have_count(0, timeout=SHOWN_WITHIN_MS)
    expect(tile(page, MARKUP).first).to_be_visible(timeout=SHOWN_WITHIN_MS)
    require_unharmed(console)

    given.get_by_role("link", name=f"{elsewhere.user_id} given").click()
    page.get_by_role("complementary").get_by_role("link", name="Name of").first.click()
    entries = page.get_by_role("list", name="Entries")
    expect(entries).to_contain_text("1. Assigned", timeout=SHOWN_WITHIN_MS)
    elsewhere.take_back(assignment)
    expect(entries).to_contain_text("2. Undone", timeout=SHOWN_WITHIN_MS)
    require_unharmed(console)


def test_a_page_that_hears_of_nothing_says_since_when(opener: Opener) -> None:
    console = opener("vic")
    sockets = Sockets(console.page)
    console.page.clock.install()
    page = console.signed_in().page
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=SHOWN_WITHIN_MS)
    with console.offline():
        sockets.cut()
        expect(page.get_by_text("Reconnecting", exact=True)).to_be_visible()
        for passed in ("00:31", "01:30"):
            page.clock.fast_forward(passed)
            expect(page.get_by_text("Out of date since")).to_be_visible()
        expect(page.get_by_text("Out of date since")).to_contain_text("(2 min)")
        console.assert_accessible()
        console.screenshot("out-of-date")
        page.set_viewport_size({"width": 375, "height": 800})
        console.assert_accessible()
        console.screenshot("out-of-date-phone")


def watching(console: Console, status: str) -> Page:
    """The library of somebody who changes nothing, once it is as live as it gets."""
    page = console.signed_in().page
    expect(page.get_by_role("list", name="Assets", exact=True)).to_be_visible()
    expect(page.get_by_text(status, exact=True)).to_be_visible(timeout=SHOWN_WITHIN_MS)
    page.evaluate("window.isSamePage = true")
    return page


def tile(page: Page, title: str) -> Locator:
    assets = page.get_by_role("list", name="Assets", exact=True)
    return assets.get_by_role("listitem").filter(has_text=title)


def require_unharmed(console: Console) -> None:
    """The page is the one that was opened, usable, and no text of others has run in it."""
    assert console.page.evaluate("window.isSamePage && !window.isHarmed")
    console.assert_accessible()
    console.screenshot("current")
