"""Asset ids, topics and tickets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.connections import ALL_ASSETS, asset_topic, ticket_digest, topic_asset
from mediadesk.domain.ids import AssetId, is_asset_id

ASSET = AssetId("ast_01JD0000000000000000000000")


def test_an_asset_topic_names_its_asset() -> None:
    assert topic_asset(asset_topic(ASSET)) == ASSET


@given(st.text())
def test_no_other_text_names_an_asset(text: str) -> None:
    assert (topic_asset(f"asset:{text}") is not None) == is_asset_id(text)
    assert topic_asset(text) is None or text.startswith("asset:ast_")


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
