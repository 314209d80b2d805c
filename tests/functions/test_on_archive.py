"""Each new entry is copied once; any other change of a log is told in the log, loudly."""

import json
from typing import Any

import pytest

from functions.assign.on_archive import ALARM, handler
from mediadesk.aws.assignment_records import history_row
from mediadesk.aws.records import audit_row
from mediadesk.domain.trail import recorded_audit, recorded_history
from tests.builders import an_asset, an_entry, first_entry
from tests.functions.events import changes, failed
from tests.gateway import Context, Event
from tests.world import World

ENTRY = first_entry(an_asset())[1]
STEP = an_entry()


def images() -> tuple[Event, Event]:
    return audit_row(ENTRY).serialize(), history_row(STEP).serialize()


def alarms(text: str) -> list[Any]:
    lines = [json.loads(line) for line in text.splitlines()]
    return [line for line in lines if line["message"] == ALARM]


def test_each_new_entry_of_either_log_is_copied_as_it_is(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    event = changes(*((None, image) for image in images()))
    for _ in range(3):
        assert failed(handler(event, Context())) == []

    told = recorded_audit(ENTRY), recorded_history(STEP)
    assert list(world.archive.kept.values()) == list(told)
    assert not alarms(capsys.readouterr().out)


def test_an_entry_that_was_overwritten_makes_noise_and_a_second_copy(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    image = images()[1]
    forged = image | {"note": {"S": "forged"}, "hash": {"S": "ab" * 32}}
    handler(changes((None, image), (image, forged)), Context())

    assert [key[2] for key in world.archive.kept] == [STEP.hash, "ab" * 32]
    (alarm,) = alarms(capsys.readouterr().out)
    assert (alarm["change"], alarm["chain"], alarm["sequence"]) == ("MODIFY", "user:grace", 1)
    assert alarm["level"] == "ERROR"


def test_an_entry_that_was_removed_makes_noise(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    handler(changes((images()[0], None)), Context())

    assert not world.archive.kept
    (alarm,) = alarms(capsys.readouterr().out)
    assert (alarm["change"], alarm["entry_hash"]) == ("REMOVE", ENTRY.hash)


def test_an_entry_that_was_stored_once_more_as_it_is_makes_none(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    image = images()[1]
    handler(changes((image, image)), Context())

    assert not alarms(capsys.readouterr().out)


def test_what_can_not_be_copied_now_comes_again(world: World) -> None:
    world.faults.clear()
    world.faults.fail(2, "before")
    event = changes(*((None, image) for image in images()))

    assert failed(handler(event, Context())) == ["s1"]
    assert failed(handler(event, Context())) == []
    assert len(world.archive.kept) == 2


def test_an_item_that_is_no_entry_is_copied_too(world: World) -> None:
    junk = {"pk": {"S": "NOTHING"}, "sk": {"S": "x"}, "hash": {"N": "7"}, "after": {"BS": [b"1"]}}
    assert failed(handler(changes((None, junk)), Context())) == []
    assert list(world.archive.kept) == [("nothing:", 0, "7")]
