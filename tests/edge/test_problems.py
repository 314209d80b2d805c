"""How lists of faults are told."""

import json
from typing import Any

from mediadesk.domain.errors import InvalidInput
from mediadesk.edge.problems import problem


def told(*faults: dict[str, Any]) -> dict[str, Any]:
    body = problem(InvalidInput("Wrong."), path="/", request_id="r", faults=faults).body
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
    assert {"errors", "error_count"}.isdisjoint(told())
