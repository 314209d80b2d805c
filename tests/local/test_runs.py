"""The embedded run from end to end: it comes up, keeps everything, and leaves nothing behind."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.account import Account
from local.assembly import stacks
from local.errors import SettingLost
from local.fixups.repair import check, repair
from local.instance import Instance, free_port
from local.outputs import Outputs
from tests.flows.consumer import Body, Consumer, has_ended
from tests.local.runs import Run, await_silence, started
from tests.stacks import generated, signed_in

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One instance for all tests of this file, one after the other."""
    return tmp_path_factory.mktemp("instance") / "data"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("clips") / "short.mp4", "320x180", seconds=1)


@pytest.fixture(scope="module")
def port() -> int:
    """Where it is, but in the test that moves it."""
    return free_port()


@pytest.fixture
def run(data: Path, port: int) -> Iterator[Run]:
    """The instance, up."""
    with started(data, port, "--seed", "1") as running:
        yield running


def outputs(data: Path) -> Outputs:
    return Outputs.read(data / "outputs.json")


def titles(consumer: Consumer) -> list[str]:
    return [asset["title"] for asset in consumer.http.get("/api/admin/assets").json()["items"]]


def ended(consumer: Consumer, asset_id: str) -> Body:
    """The asset when its conversion has ended."""
    with consumer.socket() as socket:
        socket.subscribe(f"asset:{asset_id}")
        if not has_ended(consumer.asset(asset_id)):
            socket.until(lambda frame: has_ended(frame.get("data", {})))
    return consumer.asset(asset_id)


def deployed_at(data: Path) -> int:
    return (data / "deployed.json").stat().st_mtime_ns


def test_a_new_stack_has_clips_sign_ins_documents_and_shows_each_request(
    data: Path, run: Run
) -> None:
    told = outputs(data)
    with signed_in(told, "ada") as ada:
        (title,) = titles(ada)
    assert title.startswith("Sample 1")
    assert "  ada" in run.until("/api/admin/assets")
    for document in ("", "openapi.json", "asyncapi.json"):
        assert httpx.get(told.docs_url + document).status_code == 200
    assert set(told.users) == {"ada", "grace", "vic", "eve"}
    assert "convert.on_job" in told.functions
    assert "localhost" not in (data / "outputs.json").read_text()


def test_the_console_is_served_with_its_settings_and_its_policy(data: Path, run: Run) -> None:
    told = outputs(data)
    page = httpx.get(told.console_url)
    assert "<title>mediadesk</title>" in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    settings = httpx.get(f"{told.console_url}config.json").json()
    assert settings["api_url"] == told.api_url
    assert settings["client_id"] == told.user_pool_client_id
    assert httpx.get(f"{told.console_url}assets/missing.js").status_code == 404


def test_an_unchanged_stack_comes_back_without_a_deploy_and_still_tells_of_changes(
    data: Path, port: int, clip: Path
) -> None:
    with started(data, port) as run:
        assert run.stop() == 0
    await_silence(data)
    before = deployed_at(data), outputs(data)
    with started(data, port), signed_in(outputs(data), "ada") as ada:
        assert (deployed_at(data), outputs(data)) == before
        assert titles(ada)
        assert ada.converted(clip)["conversion_status"] == "completed"


def test_a_killed_run_takes_its_engine_along_and_loses_nothing(
    data: Path, port: int, clip: Path
) -> None:
    with started(data, port) as run:
        with signed_in(outputs(data), "ada") as ada:
            ada.announce(clip, title="Announced at the last moment")
        run.stop(signal.SIGKILL)
    with started(data, port), signed_in(outputs(data), "ada") as ada:
        assert "Announced at the last moment" in titles(ada)
    await_silence(data)


def test_a_conversion_that_a_stop_interrupted_goes_on_after_the_next_start(
    data: Path, port: int, clip: Path
) -> None:
    with started(data, port) as run:
        with signed_in(outputs(data), "ada") as ada:
            asset_id = ada.upload(clip)
        run.stop()
    with started(data, port), signed_in(outputs(data), "ada") as ada:
        assert ended(ada, asset_id)["conversion_status"] == "completed"


def test_on_another_port_everything_still_works(data: Path, clip: Path) -> None:
    with started(data, free_port()), signed_in(outputs(data), "ada") as ada:
        assert titles(ada)
        assert ada.converted(clip)["conversion_status"] == "completed"


def test_two_instances_run_side_by_side_and_know_nothing_of_each_other(
    data: Path, run: Run, tmp_path: Path
) -> None:
    with started(tmp_path / "second", free_port(), "--seed", "0"):
        second = outputs(tmp_path / "second")
        with signed_in(second, "ada") as ada:
            assert titles(ada) == []
        with signed_in(outputs(data), "ada") as ada:
            assert titles(ada)


def test_a_setting_that_the_engine_forgets_is_seen_and_set_again(data: Path, run: Run) -> None:
    told = outputs(data)
    account = Account(told.endpoint_url)
    deployed = stacks(Instance(data, 0).template)
    check(account, deployed)
    account.s3.delete_bucket_lifecycle(Bucket=told.buckets["media"])
    with pytest.raises(SettingLost, match="LifecycleConfiguration"):
        check(account, deployed)
    repair(account, deployed)
    account.close()


def test_a_second_run_in_the_same_folder_is_refused(data: Path, run: Run) -> None:
    second = Run("--data", str(data), "--port", str(free_port()))
    assert "instance_running" in second.until("error")
    assert second.process.wait() == 1


def test_reset_begins_anew(data: Path, port: int) -> None:
    earlier = outputs(data).users
    with started(data, port, "--reset", "--seed", "0"):
        with signed_in(outputs(data), "ada") as ada:
            assert titles(ada) == []
        assert outputs(data).users != earlier
        assert json.loads((data / "deployed.json").read_text())["port"]
