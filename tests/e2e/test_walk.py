"""What the console is for, from the first click to the last, on a page that is never reloaded."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Opener
from tests.e2e.console import Console, Scheme
from tests.e2e.dropping import drop
from tests.flows.consumer import Consumer, created, problem

CONVERTED_WITHIN_MS: Final = 120_000
WINDOW_OVER_WITHIN_MS: Final = 45_000
CHANGES: Final = re.compile(r"Upload|Assign|Undo|Revert|Unassign|Delete|Restore|Retry|again")


class Walk:
    """One admin's way through the pages, with a user and a clip of its own."""

    def __init__(self, console: Console, user_id: str, name: str, title: str) -> None:
        self.console = console
        self.page = console.page
        self.user_id = user_id
        self.name = name
        self.title = title

    @property
    def tile(self) -> Locator:
        assets = self.page.get_by_role("list", name="Assets", exact=True)
        return assets.get_by_role("listitem").filter(has_text=self.title)

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("region", name="Messages")

    def station(self, name: str) -> None:
        """Somewhere on the way: worth a picture, and usable by everybody."""
        self.console.assert_accessible()
        self.console.screenshot(name)

    def assign(self, opened_in: Locator) -> dict[str, Any]:
        """Find the user by the beginnings of two words, and give them the clip."""
        opened_in.get_by_role("button", name="Assign to user").click()
        form = self.page.get_by_role("dialog", name=f"Assign {self.title}")
        form.get_by_role("combobox", name="User").press_sequentially(self.name[:3])
        form.get_by_role("option", name=self.name).click()
        expect(form.get_by_role("status")).to_contain_text(f"{self.name} gets {self.title}")
        self.station("assigning")
        with self.page.expect_response("**/assign") as answered:
            form.get_by_role("button", name="Assign", exact=True).click()
        expect(self.messages).to_contain_text(f"{self.name} got {self.title}")
        expect(form).to_be_hidden()
        return dict(answered.value.json())


@pytest.fixture
def walk(opener: Opener, admin: Consumer, scheme: Scheme) -> Walk:
    name = {"light": "Ludmila Daytime", "dark": "Nadia Nighttime"}[scheme]
    register(admin, f"walker-{scheme}", name)
    return Walk(opener("ada"), f"walker-{scheme}", name, f"walk-{scheme}.mp4")


@pytest.fixture(scope="module")
def asset_id(admin: Consumer, clip: Path) -> str:
    return str(admin.converted(clip, title="Seen by many")["asset_id"])


def test_an_admin_walks_the_whole_page(
    walk: Walk, admin: Consumer, scheme: Scheme, real_clip: Path
) -> None:
    sign_in(walk)
    watch_a_drop_being_converted(walk, real_clip)
    assign_and_undo(walk)
    assignment = assign_again(walk)
    if scheme == "light":
        let_the_window_pass(walk, admin, assignment)
    revert(walk)
    assert walk.page.evaluate("window.isSamePage"), "The page was loaded anew."


def sign_in(walk: Walk) -> None:
    walk.console.open()
    walk.console.sign_in_by_password()
    expect(walk.page.get_by_role("heading", name="Library")).to_be_visible()
    expect(walk.page.get_by_text("Live", exact=True)).to_be_visible()
    walk.page.evaluate("window.isSamePage = true")
    walk.station("signed-in")


def watch_a_drop_being_converted(walk: Walk, clip: Path) -> None:
    drop(walk.page, clip, walk.title)
    expect(walk.page.get_by_role("region", name="Uploads")).to_contain_text(walk.title)
    walk.station("dropped")
    expect(walk.tile.get_by_text("Completed")).to_be_visible(timeout=CONVERTED_WITHIN_MS)
    thumbnail = walk.tile.locator("img")
    expect(thumbnail).to_have_js_property("complete", True)
    assert thumbnail.evaluate("(image) => image.naturalWidth") > 0
    walk.station("converted")


def assign_and_undo(walk: Walk) -> None:
    walk.assign(walk.tile)
    expect(walk.tile).to_contain_text(walk.user_id)
    for width, size in {375: "phone", 900: "tablet", 1280: "desk"}.items():
        walk.page.set_viewport_size({"width": width, "height": 800})
        assert not overlap(walk.messages, walk.page.get_by_role("region", name="Uploads"))
        walk.station(f"assigned-{size}")
    walk.messages.get_by_role("button", name="Undo").click()
    expect(walk.messages).to_contain_text(f"Undone for {walk.user_id}")
    expect(walk.tile).to_contain_text("Not assigned")
    walk.station("undone")


def assign_again(walk: Walk) -> dict[str, Any]:
    walk.tile.get_by_role("link").click()
    sidebar = walk.page.get_by_role("complementary", name="Asset")
    assignment = walk.assign(sidebar)
    expect(
        sidebar.get_by_role("button", name=f"Undo the assignment of {walk.name}")
    ).to_be_visible()
    walk.station("sidebar")
    sidebar.get_by_role("link", name=walk.name).click()
    expect(walk.page.get_by_role("heading", name=walk.name)).to_be_visible()
    video = walk.page.get_by_label(f"Video {walk.title}")
    expect(video).to_have_js_property("readyState", 4)
    expect(entries(walk)).to_have_count(3)
    expect(entries(walk).first.get_by_role("button", name="Undo")).to_be_visible()
    walk.station("user")
    return assignment


def let_the_window_pass(walk: Walk, admin: Consumer, assignment: dict[str, Any]) -> None:
    undo = walk.page.get_by_role("button", name="Undo")
    expect(undo).to_have_count(0, timeout=WINDOW_OVER_WITHIN_MS)
    expect(walk.messages).to_be_empty()
    path = f"/api/admin/assets/{assignment['asset_id']}/undo-assign"
    late = admin.http.post(path, json={"assignment_id": assignment["assignment_id"]})
    problem(late, 409, "undo_window_expired")
    walk.station("window-over")


def revert(walk: Walk) -> None:
    entries(walk).nth(1).get_by_role("button", name="Revert to entry 2").click()
    question = walk.page.get_by_role("dialog", name=f"Revert {walk.name} to entry 2?")
    expect(question).to_contain_text(f"Holds now: {walk.title}")
    expect(question).to_contain_text("Will hold: Nothing")
    question.get_by_label("Note").fill("Was given by mistake")
    walk.station("reverting")
    question.get_by_role("button", name="Revert").click()
    expect(entries(walk)).to_have_count(4)
    expect(entries(walk).first).to_contain_text("4. Reverted")
    expect(entries(walk).first).to_contain_text("Was given by mistake")
    expect(walk.page.get_by_role("region", name="Current asset")).to_contain_text("Nothing")
    walk.station("reverted")


def test_an_auditor_sees_everything_and_can_change_nothing(
    opener: Opener, admin: Consumer, scheme: Scheme, asset_id: str
) -> None:
    register(admin, f"seen-{scheme}", "Selma Seen")
    give(admin, asset_id, f"seen-{scheme}")
    vic = opener("vic").signed_in()
    pages = {
        "/": "Seen by many",
        f"/assets/{asset_id}": f"seen-{scheme}",
        "/users?query=selma": f"seen-{scheme}@example.org",
        f"/users/seen-{scheme}": "1. Assigned",
    }
    for address, expected in pages.items():
        vic.open(address)
        expect(vic.page.get_by_text(expected).first).to_be_visible()
        expect(vic.page.get_by_role("button", name=CHANGES)).to_have_count(0)
        vic.assert_accessible()
        vic.screenshot(address.strip("/").partition("/")[0].partition("?")[0] or "library")


def test_a_change_made_elsewhere_appears_on_every_open_page(
    opener: Opener, admin: Consumer, scheme: Scheme, asset_id: str
) -> None:
    register(admin, f"live-{scheme}", "Livia Live")
    user, sidebar, users = (
        opener("vic").signed_in().open(address).page
        for address in (f"/users/live-{scheme}", f"/assets/{asset_id}", "/users?query=livia")
    )
    row = users.get_by_role("row").filter(has_text=f"live-{scheme}@example.org")
    holder = sidebar.get_by_role("complementary").get_by_role("link", name="Livia Live")
    expect(row).to_contain_text("Nothing")
    expect(user.get_by_text("Nothing was ever assigned")).to_be_visible()
    expect(sidebar.get_by_role("heading", name="Assigned to")).to_be_visible()
    expect(sidebar.get_by_role("status", name="Loading who holds it")).to_have_count(0)

    assignment = give(admin, asset_id, f"live-{scheme}")
    expect(user.get_by_role("list", name="Entries")).to_contain_text("1. Assigned")
    expect(user.get_by_role("region", name="Current asset")).to_contain_text("Seen by many")
    expect(holder.first).to_be_visible()
    expect(row).to_contain_text("Seen by many")

    path = f"/api/admin/assets/{asset_id}/undo-assign"
    admin.http.post(path, json={"assignment_id": assignment["assignment_id"]}).raise_for_status()
    expect(user.get_by_role("list", name="Entries")).to_contain_text("2. Undone")
    expect(row).to_contain_text("Nothing")


def entries(walk: Walk) -> Locator:
    return walk.page.get_by_role("list", name="Entries").get_by_role("listitem")


def overlap(one: Locator, other: Locator) -> bool:
    """Whether two things that are on the page cover each other."""
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    across = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    down = a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]
    return across and down


def register(admin: Consumer, user_id: str, name: str) -> None:
    known = {"display_name": name, "email": f"{user_id}@example.org"}
    created(admin.http.put(f"/api/admin/users/{user_id}", json=known))


def give(admin: Consumer, asset_id: str, user_id: str) -> dict[str, Any]:
    answered = admin.http.post(f"/api/admin/assets/{asset_id}/assign", json={"user_id": user_id})
    return created(answered)
