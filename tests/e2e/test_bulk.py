"""One asset for many users by the console: chosen, checked, given, taken back, refused."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.console import Console, Scheme
from tests.flows.consumer import Consumer, created

MANY: Final = 200
HELD_BEFORE: Final = 2
LOADED_WITHIN_MS: Final = 20_000


class Desk:
    """An admin at the details of one asset."""

    def __init__(self, console: Console, asset: dict[str, Any]) -> None:
        self.console = console
        self.page = console.page
        self.title = str(asset["title"])
        self.address = f"/assets/{asset['asset_id']}"

    @property
    def sidebar(self) -> Locator:
        """Beside the library, or over it where there is no room."""
        beside = self.page.get_by_role("complementary", name="Asset")
        return beside.or_(self.page.get_by_role("dialog", name="Asset", exact=True))

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog", name=f"Assign {self.title} to many")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("region", name="Messages")

    def station(self, name: str) -> None:
        self.console.assert_accessible()
        self.console.screenshot(name)

    def choose(self, user_ids: list[str]) -> None:
        """Open the dialog and paste them."""
        self.sidebar.get_by_role("button", name="Assign to many").click()
        self.dialog.get_by_label("Ids of users").fill("\n".join(user_ids))
        expect(self.dialog).to_contain_text(f"{len(user_ids)} users chosen.")

    def press(self, name: str) -> None:
        self.dialog.get_by_role("button", name=name).click()


@pytest.fixture(scope="module")
def crowd(admin: Consumer) -> list[str]:
    """Users whom no other test knows, by id."""
    name = f"crowd-{uuid4().hex[:6]}"
    user_ids = [f"{name}-{number:03d}" for number in range(MANY)]

    def register(user_id: str) -> None:
        known = {"display_name": f"Carla {user_id[-3:]}", "email": f"{user_id}@example.org"}
        created(admin.http.put(f"/api/admin/users/{user_id}", json=known))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(register, user_ids))
    return user_ids


@pytest.fixture
def held_before(admin: Consumer, clip: Path, crowd: list[str], scheme: Scheme) -> str:
    """The title of what the first of the crowd hold."""
    asset = admin.converted(clip, title=f"Old news, {scheme}")
    for user_id in crowd[:HELD_BEFORE]:
        path = f"/api/admin/assets/{asset['asset_id']}/assign"
        created(admin.http.post(path, json={"user_id": user_id}))
    return str(asset["title"])


@pytest.fixture
def asset(admin: Consumer, clip: Path, scheme: Scheme) -> dict[str, Any]:
    return admin.converted(clip, title=f"For many, {scheme}")


@pytest.fixture
def desk(opener: Opener, asset: dict[str, Any]) -> Desk:
    desk = Desk(opener("ada"), asset)
    desk.console.signed_in().open(desk.address)
    expect(desk.sidebar).to_contain_text("Nobody holds it.", timeout=LOADED_WITHIN_MS)
    return desk


def test_an_admin_gives_an_asset_to_a_crowd_and_takes_it_back(
    desk: Desk, opener: Opener, crowd: list[str], held_before: str
) -> None:
    watched = opener("vic").signed_in().open(desk.address).page
    elsewhere = opener("vic").signed_in().open(f"/users/{crowd[0]}").page
    expect(current(elsewhere)).to_contain_text(held_before, timeout=LOADED_WITHIN_MS)

    give(desk, crowd, held_before)
    bulk = watched.get_by_role("group", name="A bulk of this asset")
    expect(bulk).to_contain_text(f"To {MANY} users at once by ada", timeout=LOADED_WITHIN_MS)
    expect(watched.get_by_role("button", name="Undo")).to_have_count(0)
    expect(current(elsewhere)).to_contain_text(desk.title, timeout=LOADED_WITHIN_MS)
    expect(entries(elsewhere).first).to_contain_text("with others in bulk blk_")

    desk.page.reload()
    expect(desk.messages).to_contain_text(f"{desk.title} is assigned to {MANY} users")
    desk.messages.get_by_role("button", name="Undo").click()
    undone = f"Undone for {MANY} users"
    expect(desk.messages).to_contain_text(undone, timeout=LOADED_WITHIN_MS)
    for page in (desk.page, watched):
        nobody = page.get_by_text("Nobody holds it.")
        expect(nobody).to_be_visible(timeout=LOADED_WITHIN_MS)
    expect(current(elsewhere)).to_contain_text(held_before, timeout=LOADED_WITHIN_MS)
    expect(entries(elsewhere).first).to_contain_text("Undone")
    desk.station("undone")


def test_who_can_not_get_it_is_named_and_nobody_gets_it(desk: Desk, crowd: list[str]) -> None:
    desk.console.refusals.add(409)
    desk.page.set_viewport_size({"width": 375, "height": 800})
    desk.choose([*crowd[-2:], "nobody-knows"])
    desk.press("Check")
    offenders = desk.dialog.get_by_role("list", name="Who can't be given it")
    expect(offenders.get_by_role("listitem")).to_have_count(1)
    expect(offenders).to_contain_text("nobody-knows: There is no such user")
    desk.station("refused")
    expect(desk.sidebar).to_contain_text("Nobody holds it.")
    desk.press("Leave these out")
    expect(desk.dialog).to_contain_text(f"2 users will get {desk.title}")
    desk.press("Back")
    expect(desk.dialog.get_by_label("Ids of users")).to_have_value("\n".join(crowd[-2:]))


def test_users_who_are_chosen_in_the_list_get_an_asset(desk: Desk, crowd: list[str]) -> None:
    page = desk.console.open(f"/users?query={crowd[-1]}").page
    page.get_by_role("checkbox", name="Choose Carla 199").check()
    page.get_by_role("searchbox").fill(crowd[-2])
    page.get_by_role("checkbox", name="Choose Carla 198").check()
    desk.station("users-chosen")
    page.get_by_role("button", name="Assign an asset").click()
    dialog = page.get_by_role("dialog", name="Assign an asset to 2 users")
    dialog.get_by_role("combobox", name="Asset").press_sequentially(desk.title)
    dialog.get_by_role("option", name=desk.title).first.click()
    dialog.get_by_role("button", name="Check").click()
    desk.station("users-checked")
    dialog.get_by_role("button", name="Assign to 2 users").click()
    expect(desk.messages).to_contain_text(f"{desk.title} is assigned to 2 users")
    desk.messages.get_by_role("button", name="Undo").click()
    expect(desk.messages).to_contain_text("Undone for 2 users")


def give(desk: Desk, crowd: list[str], held_before: str) -> None:
    desk.choose(crowd)
    desk.station("chosen")
    desk.press("Check")
    expect(desk.dialog).to_contain_text(f"{MANY} users will get {desk.title}")
    expect(desk.dialog).to_contain_text(f"{held_before} is replaced for {HELD_BEFORE} users")
    desk.station("checked")
    desk.press(f"Assign to {MANY} users")
    given = f"{desk.title} is assigned to {MANY} users"
    expect(desk.messages).to_contain_text(given, timeout=LOADED_WITHIN_MS)
    expect(desk.dialog).to_be_hidden()
    first = desk.sidebar.get_by_role("link", name="Carla 000")
    expect(first).to_be_visible(timeout=LOADED_WITHIN_MS)
    expect(desk.sidebar.get_by_role("group", name="A bulk of this asset")).to_be_visible()
    desk.station("given")


def current(page: Page) -> Locator:
    return page.get_by_role("region", name="Current asset")


def entries(page: Page) -> Locator:
    return page.get_by_role("list", name="Entries").get_by_role("listitem")
