"""Asset ids, topics and tickets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.connections import ticket_digest
from mediadesk.domain.ids import USER_ID_PATTERN, AssetId, UserId, is_asset_id, is_user_id
from mediadesk.domain.topics import (
    ALL_ASSETS,
    asset_topic,
    may_follow,
    topic_asset,
    topic_user,
    user_topic,
)

ASSET = AssetId("ast_01JD0000000000000000000000")


def test_an_asset_topic_names_its_asset() -> None:
    assert topic_asset(asset_topic(ASSET)) == ASSET


@given(st.text())
def test_no_other_text_names_an_asset(text: str) -> None:
    assert (topic_asset(f"asset:{text}") is not None) == is_asset_id(text)
    assert topic_asset(text) is None or text.startswith("asset:ast_")


@given(st.from_regex(USER_ID_PATTERN, fullmatch=True).filter(is_user_id).map(UserId))
def test_a_user_topic_names_its_user_and_no_asset(user_id: UserId) -> None:
    assert topic_user(user_topic(user_id)) == user_id
    assert topic_asset(user_topic(user_id)) is None


@given(st.text())
def test_no_other_text_names_a_user(text: str) -> None:
    assert (topic_user(f"user:{text}") is not None) == is_user_id(text)
    assert topic_user(text) is None or text.startswith("user:")
    assert topic_user(asset_topic(ASSET)) is None


@pytest.mark.parametrize(
    "text", ["", "ast_", f"{ASSET}\n", ASSET.lower(), f" {ASSET}", "ast_" + "U" * 26]
)
def test_an_asset_id_has_one_form_only(text: str) -> None:
    assert not is_asset_id(text)


def test_the_list_of_all_assets_is_about_no_single_one() -> None:
    assert topic_asset(ALL_ASSETS) is None


def test_a_stored_ticket_does_not_give_the_ticket_away() -> None:
    assert "secret" not in ticket_digest("secret")
    assert len(ticket_digest("secret")) == 64


@pytest.mark.parametrize("topic", [ALL_ASSETS, asset_topic(ASSET), user_topic(UserId("grace"))])
@pytest.mark.parametrize("group", ["admin", "auditor"])
def test_admins_and_auditors_may_follow_everything(topic: str, group: str) -> None:
    assert may_follow(topic, frozenset({group, "somebody"}))
    assert not may_follow(topic, frozenset({"somebody"}))
    assert not may_follow(topic, frozenset())


@given(st.text())
def test_nobody_may_follow_what_is_no_topic(text: str) -> None:
    is_topic = text == ALL_ASSETS or topic_asset(text) is not None or topic_user(text) is not None
    assert may_follow(text, frozenset({"admin"})) == is_topic
