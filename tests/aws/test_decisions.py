"""Writes that decide what somebody holds: tried once, and honest about an outcome unknown."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from mediadesk.aws.answer_store import DynamoAnswerStore
from mediadesk.aws.assignment_store import DynamoAssignmentStore
from mediadesk.aws.bulk_store import DynamoBulkStore
from mediadesk.aws.database import PAUSES_S, Database
from mediadesk.aws.history_store import DynamoHistoryStore
from mediadesk.aws.user_store import DynamoUserStore
from mediadesk.domain.bulk import commit
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.users import describe
from mediadesk.settings import Settings
from tests.aws.backends import create_tables
from tests.aws.responses import Planned, cancelled, ok, refusal
from tests.aws.test_failures import lossy_once
from tests.builders import (
    GRACE,
    a_bulk,
    a_change,
    a_decision,
    a_head,
    an_answer,
    profile_change,
    registration,
)
from tests.fakes import START

GIVEN = a_change(a_head())
BULK = a_bulk()
ANSWER = an_answer("assign")
REGISTRATION = registration()
RENAMED = describe(REGISTRATION.after, "Amazing Grace", "grace@example.org", START)
RENAMING = profile_change(REGISTRATION.after, RENAMED)
REMOVAL = replace(RENAMING, head=a_change(a_head(), None))

Decision = Callable[[Database], None]
DECISIONS: dict[str, Decision] = {
    "assign": lambda d: DynamoAssignmentStore(d).save(GIVEN, ANSWER),
    "register": lambda d: DynamoUserStore(d).save(REGISTRATION),
    "remove": lambda d: DynamoUserStore(d).save(REMOVAL),
    "commit": lambda d: DynamoBulkStore(d).decide(BULK, *a_decision(commit(BULK, START))),
}
every_decision = pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def database(on_moto: None, pauses: list[float]) -> Database:
    return Database(Settings(), pause=pauses.append)


@every_decision
@pytest.mark.parametrize(
    "silence",
    [
        ReadTimeoutError(endpoint_url="https://aws.test"),
        ConnectTimeoutError(endpoint_url="https://aws.test"),
        refusal("ProvisionedThroughputExceededException"),
        refusal("InternalServerError", status=500),
    ],
    ids=["timeout", "no connection", "throttled", "failed"],
)
def test_silence_is_met_with_no_second_try(
    database: Database, decision: Decision, silence: AWSResponse | Exception
) -> None:
    requests = Planned(database.deciding.client, silence).requests
    with pytest.raises(ServiceUnavailable):
        decision(database)
    assert len(requests) == 1


@every_decision
def test_a_collision_is_tried_again_as_a_transaction_of_its_own(
    database: Database, pauses: list[float], decision: Decision
) -> None:
    collision = cancelled("TransactionConflict", "None")
    requests = Planned(database.deciding.client, collision, ok()).requests
    decision(database)
    assert len({request.body for request in requests}) == 2
    assert len(pauses) == 1


def test_collisions_without_end_are_a_conflict(database: Database, pauses: list[float]) -> None:
    requests = Planned(database.deciding.client, cancelled("TransactionConflict")).requests
    with pytest.raises(WriteConflict):
        DECISIONS["assign"](database)
    assert (len(requests), len(pauses)) == (len(PAUSES_S) + 1, len(PAUSES_S))


@every_decision
def test_a_condition_that_does_not_hold_is_a_conflict(
    database: Database, pauses: list[float], decision: Decision
) -> None:
    Planned(database.deciding.client, cancelled("None", "ConditionalCheckFailed"))
    with pytest.raises(WriteConflict):
        decision(database)
    assert pauses == []


def test_a_decision_is_waited_for_two_seconds(database: Database) -> None:
    config = vars(database.deciding.client.meta.config)["_user_provided_options"]
    assert (config["connect_timeout"], config["read_timeout"]) == (2, 2)


def test_a_new_name_decides_nothing_and_is_tried_again(database: Database) -> None:
    silence = ReadTimeoutError(endpoint_url="https://aws.test")
    requests = Planned(database.connection.client, silence, ok()).requests
    DynamoUserStore(database).save(RENAMING)
    assert len(requests) == 2


def test_both_connections_know_the_service_from_one_description(database: Database) -> None:
    assert database.deciding.session is database.connection.session


@pytest.mark.slow
@pytest.mark.usefixtures("on_emulator")
def test_an_answer_that_got_lost_leaves_the_outcome_unknown_and_the_change_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(table_prefix="mediadesk-undecided-")
    create_tables(settings)
    database = Database(settings)
    DynamoUserStore(database).save(REGISTRATION)
    session = database.deciding.client._endpoint.http_session
    monkeypatch.setattr(session, "send", lossy_once(session.send))
    with pytest.raises(ServiceUnavailable):
        DECISIONS["assign"](database)
    assert DynamoAnswerStore(database).find(ANSWER.operation_id) == ANSWER
    assert DynamoAssignmentStore(database).head(GRACE) == GIVEN.after
    assert DynamoHistoryStore(database).get(GRACE, 1) == GIVEN.entries[0]
    with pytest.raises(WriteConflict):
        DECISIONS["assign"](database)
