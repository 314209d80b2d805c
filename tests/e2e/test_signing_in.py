"""Who is let in by the real sign-in page, what they see, and how they leave."""

import json
import time
from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import Opener
from tests.e2e.console import Console

SESSION = "Object.entries(sessionStorage).find(([name]) => name.startsWith('oidc.user:'))"


def test_an_admin_signs_in_and_sees_the_library(ada: Console) -> None:
    expect(ada.page.get_by_role("heading", name="Library")).to_be_visible()
    expect(ada.page.get_by_text("ada (admin)")).to_be_visible()
    expect(ada.page.get_by_text("Live", exact=True)).to_be_visible()
    ada.assert_accessible()
    ada.screenshot("library")


def test_an_auditor_signs_in_and_sees_the_library(vic: Console) -> None:
    expect(vic.page.get_by_role("heading", name="Library")).to_be_visible()
    expect(vic.page.get_by_text("vic (auditor)")).to_be_visible()
    vic.assert_accessible()


def test_somebody_in_no_group_is_told_so(eve: Console) -> None:
    expect(eve.page.get_by_role("heading", name="You may not use this console")).to_be_visible()
    eve.assert_accessible()
    eve.screenshot("refused")


def test_a_wrong_password_is_said_and_the_right_one_leads_to_the_page_that_was_asked_for(
    opener: Opener,
) -> None:
    console = opener("ada").open("/users")
    console.page.get_by_label("Name").fill("ada")
    console.page.get_by_label("Password").fill("not the password")
    console.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(console.page.get_by_role("alert")).to_contain_text("Incorrect username or password")
    console.assert_accessible()
    console.screenshot("wrong-password")
    console.sign_in_by_password()
    expect(console.page.get_by_text("ada (admin)")).to_be_visible()
    assert console.page.url.endswith("/console/#/users")
    expect(console.page.get_by_role("heading", name="Users")).to_be_visible()


def test_whoever_signs_out_has_to_sign_in_again(ada: Console) -> None:
    ada.page.get_by_role("button", name="Sign out").click()
    expect(ada.page.get_by_role("heading", name="Sign in to mediadesk")).to_be_visible()
    ada.open()
    expect(ada.page.get_by_role("heading", name="Sign in to mediadesk")).to_be_visible()


def test_a_session_is_renewed_before_it_ends_and_keeps_its_groups(ada: Console) -> None:
    before = kept(ada)
    almost_over = before | {"expires_at": int(time.time()) + 61}
    ada.page.evaluate(
        f"(user) => {{ const [name] = {SESSION}; sessionStorage.setItem(name, user); }}",
        json.dumps(almost_over),
    )
    with ada.page.expect_response(lambda answer: answer.url.endswith("/oauth2/token")):
        ada.page.reload()
    ada.page.wait_for_function(
        f"(old) => JSON.parse({SESSION}[1]).access_token !== old", arg=before["access_token"]
    )
    expect(ada.page.get_by_text("ada (admin)")).to_be_visible()
    assert kept(ada)["expires_at"] > almost_over["expires_at"]


def kept(console: Console) -> dict[str, Any]:
    """What the tab keeps of its session."""
    session: dict[str, Any] = json.loads(console.page.evaluate(f"{SESSION}[1]"))
    return session
