"""How lists of faults are told."""

import json
from typing import Any

from mediadesk.domain.errors import (
    BulkRefused,
    InvalidInput,
    MediadeskError,
    UndoWindowOpen,
)
from mediadesk.edge.problems import problem
from tests.fakes import START


def told(*faults: dict[str, Any], error: MediadeskError | None = None) -> dict[str, Any]:
    error = error or InvalidInput("Wrong.")
    body = problem(error, path="/", request_id="r", faults=faults).body
    told: dict[str, Any] = json.loads(body or "")
    return told


def fault(*loc: str | int, msg: str = "no") -> dict[str, Any]:
    return {"loc": loc, "type": "wrong", "msg": msg}


def test_a_fault_says_where_it_is_with_dots() -> None:
    assert told(fault("body", "user_ids", 3))["errors"] == [
        {"loc": "body.user_ids.3", "code": "wrong", "message": "no"}
    ]


def test_the_first_hundred_faults_are_told_and_all_are_counted() -> None:
    problem = told(*[fault("body", number) for number in range(150)])

    assert [error["loc"] for error in problem["errors"]] == [f"body.{n}" for n in range(100)]
    assert problem["error_count"] == 150


def test_a_name_of_the_client_is_repeated_in_part_at_most() -> None:
    (error,) = told(fault("body", "x" * 100_000))["errors"]

    assert len(error["loc"]) == 200


def test_a_message_speaks_to_people() -> None:
    (error,) = told(fault("body", msg="Value error, must be a file name"))["errors"]

    assert error["message"] == "must be a file name"


def test_without_faults_there_is_no_list() -> None:
    assert {"errors", "error_count", "undo_until"}.isdisjoint(told())


def test_an_offender_is_told_by_id_with_the_code_that_a_single_change_would_have_had() -> None:
    refused = BulkRefused("Two can't.", [("zoe", "user_deactivated"), ("ada", "later")], 2)

    zoe, ada = told(error=refused)["errors"]

    assert zoe == {
        "loc": "body.user_ids",
        "user_id": "zoe",
        "code": "user_deactivated",
        "message": "The user was deactivated",
    }
    assert ada["message"] == "The user can't be given it"


def test_of_many_offenders_the_first_hundred_are_told_and_all_are_counted() -> None:
    offenders = [(f"user-{number}", "user_not_found") for number in range(100)]

    problem = told(error=BulkRefused("Nobody.", offenders, 10_000))

    assert (len(problem["errors"]), problem["error_count"]) == (100, 10_000)


def test_until_when_a_window_is_open_is_a_member_of_its_own() -> None:
    assert told(error=UndoWindowOpen("Open.", START))["undo_until"] == "2026-11-22T10:15:30.123Z"
    assert "undo_until" not in told(error=UndoWindowOpen("Open."))
