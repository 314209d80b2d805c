"""One data folder belongs to one run, and one port to one listener."""

import fcntl
import socket
import threading
from pathlib import Path

import pytest

from local.errors import ForeignFolder, InstanceRunning, PortTaken
from local.instance import HOST, Instance, free_port, require_free


def test_a_folder_in_use_is_refused_with_a_way_out(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data", 5001)
    with instance.held(), pytest.raises(InstanceRunning) as refused, instance.held():
        pass
    assert "http://127.0.0.1:5001" in str(refused.value)
    assert "--port 5002 --data" in refused.value.remedy


def test_a_folder_is_free_again_after_its_run(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data", 5001)
    with instance.held():
        pass
    with instance.held():
        assert instance.data.is_dir()


def test_a_folder_is_not_used_before_an_orphaned_engine_has_gone(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data", 5001)
    with instance.held():
        pass
    with instance.engine_lock.open("a") as orphan:
        fcntl.flock(orphan, fcntl.LOCK_EX)
        threading.Timer(0.3, orphan.close).start()
        with instance.held():
            assert orphan.closed


def test_a_folder_with_somebody_else_s_things_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    with pytest.raises(ForeignFolder), Instance(tmp_path, 5001).held():
        pass
    assert (tmp_path / "state").is_dir()


def test_reset_forgets_all_but_the_locks(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data", 5001)
    with instance.held():
        instance.state.mkdir()
        instance.outputs.write_text("{}")
        instance.reset()
        assert {path.name for path in instance.data.iterdir()} == {"instance.lock", "engine.lock"}


def test_a_taken_port_is_refused_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            require_free(port)
    assert f"--port {port + 1}" in refused.value.remedy


def test_a_free_port_can_be_had() -> None:
    require_free(free_port())
