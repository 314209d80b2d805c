"""Kept state follows its instance to another port."""

from pathlib import Path

from local.instance import Instance
from local.moving import move


def test_every_address_changes_and_nothing_else(tmp_path: Path) -> None:
    instance = Instance(tmp_path, 4999)
    instance.state.mkdir()
    state = instance.state / "sqs.json"
    state.write_text('["http://127.0.0.1:458/q", "127.0.0.1:4580", "10.127.0.0.1:45", 458]')
    move(instance, old_port=458)
    assert state.read_text() == (
        '["http://127.0.0.1:4999/q", "127.0.0.1:4580", "10.127.0.0.1:45", 458]'
    )


def test_binary_content_is_left_alone(tmp_path: Path) -> None:
    instance = Instance(tmp_path, 4999)
    blob = instance.state / "blobs" / "layer"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"\xff127.0.0.1:458")
    move(instance, old_port=458)
    assert blob.read_bytes() == b"\xff127.0.0.1:458"
