"""What an operator types, and what the terminal answers."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from mediadesk import tables
from migrations.__main__ import main
from tests.builders import a_profile
from tests.migrations.desk import Desk, expected

STAGE = ("--stage", "moto")
ADA = a_profile("ada", display_name="Ada")
NAME = "backfill_user_search"


@pytest.fixture(autouse=True)
def restored_interrupt() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def stage(moto_desk: Desk) -> Desk:
    """A deployed stage of the name `moto`."""
    bucket = {"ArchiveBucket": {"Value": moto_desk.settings.archive_bucket}}
    topic = {"Topic": {"Type": "AWS::SNS::Topic"}}
    template = json.dumps({"Resources": topic, "Outputs": bucket})
    boto3.client("cloudformation").create_stack(
        StackName="mediadesk-moto-data", TemplateBody=template
    )
    moto_desk.put_profile(ADA)
    return moto_desk


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_a_list_names_every_migration_and_how_far_it_is(
    stage: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", NAME, *STAGE]) == 0
    told(capsys)
    assert main(["list", *STAGE]) == 0
    lines = told(capsys)
    assert lines[0].startswith(f"{NAME}: users are found")
    assert lines[1].startswith("    done at ")
    assert lines[2].startswith("archive_log_entries: ")
    assert lines[3] == "    not begun"


def test_a_dry_run_tells_what_a_run_then_does(
    stage: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = expected(ADA)
    assert main(["run", NAME, "--dry-run", *STAGE]) == 0
    assert told(capsys)[-1] == f"{NAME}: 1 items, {len(rows)} writes would be made"
    assert stage.rows(tables.USER_SEARCH) == {}

    assert main(["run", NAME, *STAGE]) == 0
    assert told(capsys)[-1].endswith(f"items, {len(rows)} writes")
    assert stage.rows(tables.USER_SEARCH) == rows


def test_an_interrupt_ends_a_run_that_the_same_command_goes_on_with(
    stage: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    presses = [signal.SIGINT]

    def write(_: str) -> None:
        if presses:
            # The main thread takes it, as at a terminal; this is another one.
            signal.pthread_kill(threading.main_thread().ident or 0, presses.pop())
            while signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
                time.sleep(0.001)

    with monkeypatch.context() as terminal:
        terminal.setattr("sys.stdout.write", write)
        assert main(["run", NAME, *STAGE]) == 130
    assert main(["run", NAME, *STAGE]) == 0
    assert stage.rows(tables.USER_SEARCH) == expected(ADA)


@pytest.mark.parametrize(
    "wrong",
    [["run", "nothing"], ["run", NAME, "--segments", "0"], ["run"], []],
    ids=" ".join,
)
def test_a_command_that_can_not_be_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(wrong)
    assert refusal.value.code == 2


def test_a_stage_that_is_not_there_is_named(
    stage: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--stage", "nowhere"]) == 1
    assert "stage_not_found: The stack mediadesk-nowhere-data" in capsys.readouterr().err


def test_a_file_that_is_no_local_stack_s_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--outputs", str(tmp_path / "outputs.json")]) == 1
    assert "stage_not_found" in capsys.readouterr().err


def test_a_machine_without_a_region_is_told_what_to_look_at(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert main(["list", "--stage", "prod"]) == 1
    assert "Check the name of the stage, AWS_PROFILE and AWS_REGION" in capsys.readouterr().err
