"""A conversion that failed, tried again by the console."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from playwright.sync_api import expect

from local.outputs import Outputs
from tests.e2e.conftest import Opener
from tests.flows.consumer import Consumer

LOADED_WITHIN_MS: Final = 40_000
FAILED_WITHIN_MS: Final = 60_000


@pytest.fixture
def asset_id(
    admin: Consumer,
    tmp_path: Path,
    stack: Outputs,
    table: Any,  # noqa: ANN401 - any client
) -> str:
    """No video at all, of which the table says that its conversion may succeed another time."""
    file = tmp_path / "notes.mp4"
    file.write_text("Nothing that moves.\n" * 100)
    asset = admin.converted(file)
    assert asset["conversion"]["error"]["code"] == "media_unsupported_container"
    error = {
        "code": {"S": "conversion_timed_out"},
        "message": {"S": "The conversion took longer than it may."},
        "retryable": {"BOOL": True},
    }
    table.update_item(
        TableName=stack.tables["admin_media_assets"],
        Key={"pk": {"S": f"A#{asset['asset_id']}"}, "sk": {"S": "META"}},
        UpdateExpression="SET #error = :error",
        ExpressionAttributeNames={"#error": "error"},
        ExpressionAttributeValues={":error": {"M": error}},
    )
    return str(asset["asset_id"])


@pytest.fixture
def table(stack: Outputs) -> Iterator[Any]:
    client = boto3.client(
        "dynamodb",
        endpoint_url=stack.endpoint_url,
        region_name=stack.region,
        aws_access_key_id=stack.account,
        aws_secret_access_key="test",
    )
    yield client
    client.close()


@pytest.mark.parametrize("scheme", ["light"], indirect=True)
def test_an_admin_retries_what_may_succeed_another_time(opener: Opener, asset_id: str) -> None:
    watching = opener("vic").signed_in().open(f"/assets/{asset_id}").page
    console = opener("ada").signed_in().open(f"/assets/{asset_id}")
    panel = console.page.get_by_role("complementary", name="Asset")
    retry = panel.get_by_role("button", name="Retry conversion")
    told = watching.get_by_text("An admin can retry it")
    expect(told).to_be_visible(timeout=LOADED_WITHIN_MS)
    expect(watching.get_by_role("button", name="Retry conversion")).to_have_count(0)
    expect(retry).to_be_visible(timeout=LOADED_WITHIN_MS)
    console.assert_accessible()
    console.screenshot("retryable")
    retry.click()
    for page in (console.page, watching):
        second = page.get_by_text("Attempt 2", exact=True)
        expect(second).to_be_visible(timeout=LOADED_WITHIN_MS)
        final = page.get_by_text("The same file would fail again")
        expect(final).to_be_visible(timeout=FAILED_WITHIN_MS)
    expect(retry).to_have_count(0)
    attempts = panel.get_by_role("list", name="Attempts").get_by_role("listitem")
    expect(attempts).to_have_count(2)
    expect(attempts.first).to_contain_text("2. Failed")
    console.assert_accessible()
    console.screenshot("failed-again")
