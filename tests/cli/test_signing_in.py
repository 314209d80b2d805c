"""Who a command acts for."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk


def test_token_prints_an_access_token_and_nothing_else(run: Run, desk: Desk) -> None:
    outcome = run("token")
    assert outcome.out == "token-1-of-ada\n"
    assert outcome.err == ""
    assert outcome.exit_code == 0


def test_token_is_that_of_the_user_who_was_named(run: Run, desk: Desk) -> None:
    assert run("token", "--user", "eve").out == "token-1-of-eve\n"


def test_a_named_user_counts_more_than_a_token_in_the_environment(run: Run) -> None:
    token = {"MEDIADESK_TOKEN": "from the cloud"}
    assert run("token", env=token).out == "from the cloud\n"
    assert run("token", "--user", "ada", env=token).out == "token-1-of-ada\n"


def test_a_user_whom_the_stack_does_not_know_is_a_usage_error(run: Run) -> None:
    outcome = run("token", "--user", "bob")
    assert outcome.exit_code == 2
    assert "unknown_user" in outcome.err
    assert "ada, eve" in outcome.err


def test_a_refused_sign_in_is_said_so(run: Run, desk: Desk, home: Path) -> None:
    outputs = desk.write_outputs(home / "old.json")
    stack = json.loads(outputs.read_text())
    stack["users"]["ada"]["password"] = "of last week"
    outputs.write_text(json.dumps(stack))
    outcome = run("token", "--outputs", outputs)
    assert outcome.exit_code == 3
    assert "sign_in_refused" in outcome.err


def test_without_a_stack_the_way_to_start_one_is_told(run: Run, home: Path, desk: Desk) -> None:
    (home / "../../.local/outputs.json").unlink()
    outcome = run("assets")
    assert outcome.exit_code == 2
    assert "make run" in outcome.err


def test_another_address_without_a_token_is_not_signed_in(run: Run, desk: Desk) -> None:
    outcome = run("assets", "--api-url", desk.http_url)
    assert outcome.exit_code == 3
    assert "not_signed_in" in outcome.err
    assert desk.asked == []


@pytest.mark.parametrize("url", ["localhost:4000", "http://", "http://[", "ftp://host"])
def test_an_address_that_is_none_is_a_usage_error(run: Run, url: str) -> None:
    outcome = run("assets", "--api-url", url, "--token", "any")
    assert outcome.exit_code == 2
    assert "address_not_usable" in outcome.err


def test_a_given_token_reaches_the_given_address_without_a_sign_in(run: Run, desk: Desk) -> None:
    token = desk.sign_in("ada")
    outcome = run("assets", "--json", "--api-url", desk.http_url, env={"MEDIADESK_TOKEN": token})
    assert outcome.document == {"items": [], "next_cursor": None}
    assert desk.calls("POST", "/") == []


def test_a_token_that_is_refused_is_said_so(run: Run) -> None:
    outcome = run("assets", "--token", "stale")
    assert outcome.exit_code == 3
    assert "unauthorized" in outcome.err
    assert "MEDIADESK_TOKEN" in outcome.err
    assert "gw-1" in outcome.err


def test_a_token_that_ran_out_is_replaced_by_signing_in_again(run: Run, desk: Desk) -> None:
    desk.answers_next("GET /api/admin/assets", Answer(401))
    assert run("assets").exit_code == 0
    assert len(desk.calls("POST", "/")) == 2


def test_a_person_without_a_group_is_told_whom_to_ask(run: Run) -> None:
    outcome = run("assets", "--user", "eve")
    assert outcome.exit_code == 3
    assert "forbidden" in outcome.err
    assert "administrator" in outcome.err
    assert "req-7" in outcome.err
