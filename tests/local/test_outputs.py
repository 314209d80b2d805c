"""The outputs file is whole, private and replaced in one step."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from local.outputs import Outputs, Person

OUTPUTS = Outputs(
    api_url="http://127.0.0.1:1",
    websocket_url="ws://127.0.0.1:1/live",
    console_url="http://127.0.0.1:1/console/",
    docs_url="http://127.0.0.1:1/docs/",
    endpoint_url="http://127.0.0.1:1",
    region="us-east-1",
    account="000000000000",
    user_pool_id="pool",
    user_pool_client_id="client",
    users={"ada": Person("secret", ("admin",)), "eve": Person("hidden", ())},
    buckets={"media": "media"},
    queues={"uploads": "http://127.0.0.1:1/uploads"},
    tables={"audit_log": "mediadesk-local-audit_log"},
    functions={"upload.on_request": "mediadesk-local-upload-on_request"},
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    OUTPUTS.write(tmp_path / "outputs.json")
    assert Outputs.read(tmp_path / "outputs.json") == OUTPUTS


def test_only_its_owner_may_read_the_passwords(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    path.write_text("{}")
    path.chmod(0o644)
    OUTPUTS.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_interrupted_write_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "outputs.new").write_text("half of")
    OUTPUTS.write(tmp_path / "outputs.json")
    newer = replace(OUTPUTS, account="111111111111")
    newer.write(tmp_path / "outputs.json")
    assert Outputs.read(tmp_path / "outputs.json") == newer
    assert [path.name for path in tmp_path.iterdir()] == ["outputs.json"]


def test_without_a_file_there_are_no_outputs(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Outputs.read(tmp_path / "outputs.json")
