"""What a service gets to see when AWS refuses, stays silent or answers too late."""

from collections.abc import Callable

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import NoCredentialsError, ReadTimeoutError

from mediadesk.aws.asset_store import DynamoAssetStore
from mediadesk.aws.connection_store import DynamoConnectionStore
from mediadesk.aws.database import PAUSES_S, Database
from mediadesk.domain.errors import LeaseLost, MediadeskError, ServiceUnavailable, WriteConflict
from mediadesk.domain.ids import ConnectionId
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.settings import Settings
from tests.aws.backends import create_tables
from tests.aws.calls import ASSET, CALLS, Call
from tests.aws.responses import Planned, cancelled, ok, refusal


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def database(on_moto: None, pauses: list[float]) -> Database:
    return Database(Settings(), pause=pauses.append)


def outcome(call: Call, database: Database) -> str:
    try:
        call(database)
    except MediadeskError as error:
        return error.code
    return "done"


def planned(database: Database, *answers: AWSResponse | Exception) -> Planned:
    """Of the connection that most calls take; see `test_decisions` for the other."""
    return Planned(database.connection.client, *answers)


@pytest.mark.parametrize(
    "answer",
    [
        refusal("AccessDeniedException"),
        refusal("ResourceNotFoundException"),
        refusal("ValidationException"),
        NoCredentialsError(),
    ],
    ids=["denied", "no such table", "invalid", "no credentials"],
)
def test_what_the_sdk_raises_gets_through_nowhere(
    database: Database, answer: AWSResponse | Exception
) -> None:
    planned(database, answer)
    Planned(database.deciding.client, answer)
    outcomes = {name: outcome(call, database) for name, call in CALLS.items()}
    assert outcomes == dict.fromkeys(CALLS, "service_unavailable")


@pytest.mark.parametrize(
    "silence",
    [
        ReadTimeoutError(endpoint_url="https://aws.test"),
        refusal("ProvisionedThroughputExceededException"),
    ],
    ids=["timeout", "throttled"],
)
def test_silence_is_met_with_three_tries_and_then_an_error(
    database: Database, silence: AWSResponse | Exception
) -> None:
    requests = planned(database, silence).requests
    with pytest.raises(ServiceUnavailable):
        CALLS["create"](database)
    assert len(requests) == 3
    assert len({request.body for request in requests}) == 1


def test_a_condition_that_does_not_hold_is_a_conflict(
    database: Database, pauses: list[float]
) -> None:
    requests = planned(database, cancelled("None", "ConditionalCheckFailed", "None")).requests
    with pytest.raises(WriteConflict):
        CALLS["save"](database)
    assert (len(requests), pauses) == (1, [])


def test_a_collision_is_tried_again_as_a_transaction_of_its_own(
    database: Database, pauses: list[float]
) -> None:
    requests = planned(database, cancelled("TransactionConflict", "None"), ok()).requests
    CALLS["save"](database)
    assert len({request.body for request in requests}) == 2
    assert len(pauses) == 1


def test_collisions_without_end_are_a_conflict(database: Database, pauses: list[float]) -> None:
    requests = planned(database, cancelled("TransactionConflict")).requests
    with pytest.raises(WriteConflict):
        CALLS["save"](database)
    assert len(requests) == len(PAUSES_S) + 1
    assert all(0 <= pause <= most for pause, most in zip(pauses, PAUSES_S, strict=True))


def test_a_condition_lost_in_a_collision_is_a_conflict_at_once(database: Database) -> None:
    both = cancelled("TransactionConflict", "ConditionalCheckFailed")
    requests = planned(database, both).requests
    with pytest.raises(WriteConflict):
        CALLS["save"](database)
    assert len(requests) == 1


def test_a_piece_that_nobody_let_through_is_not_lost(database: Database) -> None:
    planned(database, cancelled("None", "TransactionConflict"))
    assert outcome(CALLS["finish piece"], database) == "write_conflict"


def test_a_piece_that_is_not_done_was_lost(database: Database) -> None:
    requests = planned(database, cancelled("None", "ConditionalCheckFailed"), ok()).requests
    assert outcome(CALLS["finish piece"], database) == "lease_lost"
    assert len(requests) == 2


def test_a_cancelled_transaction_without_a_lost_condition_is_no_conflict(
    database: Database,
) -> None:
    planned(database, cancelled("ThrottlingError", "None"))
    with pytest.raises(ServiceUnavailable):
        CALLS["save"](database)


def test_a_renewal_whose_condition_does_not_hold_has_lost_the_lease(database: Database) -> None:
    planned(database, refusal("ConditionalCheckFailedException"))
    with pytest.raises(LeaseLost):
        CALLS["renew"](database)


@pytest.mark.parametrize(
    ("name", "code"), [("show", "write_conflict"), ("renew", "lease_lost"), ("mark_sent", "done")]
)
def test_a_write_of_one_item_that_meets_a_transaction_is_tried_again(
    database: Database, pauses: list[float], name: str, code: str
) -> None:
    meets = refusal("TransactionConflictException")
    requests = planned(database, meets, refusal("ConditionalCheckFailedException")).requests
    assert outcome(CALLS[name], database) == code
    assert (len(requests), len(pauses)) == (2, 1)


def test_a_renewal_that_meets_transactions_without_end_has_not_lost_its_lease(
    database: Database,
) -> None:
    planned(database, refusal("TransactionConflictException"))
    with pytest.raises(WriteConflict):
        CALLS["renew"](database)


def test_forgetting_a_connection_that_subscribes_at_this_moment_is_tried_again(
    database: Database, pauses: list[float]
) -> None:
    store = DynamoConnectionStore(database)
    # It is read first, and there is none; the topics may be followed all the same.
    requests = planned(database, ok(), refusal("TransactionConflictException"), ok()).requests
    store.remove(ConnectionId("c-1"), [ALL_ASSETS])
    assert (len(requests), len(pauses)) == (3, 1)


def test_what_a_client_is_shown_does_not_say_what_aws_said(database: Database) -> None:
    planned(database, refusal("AccessDeniedException"))
    with pytest.raises(ServiceUnavailable) as caught:
        CALLS["get"](database)
    assert "AccessDenied" not in caught.value.detail
    assert "AccessDenied" in str(caught.value.__cause__)


@pytest.mark.slow
@pytest.mark.usefixtures("on_emulator")
def test_an_answer_that_got_lost_does_not_turn_a_success_into_a_conflict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(table_prefix="mediadesk-lossy-")
    create_tables(settings)
    database = Database(settings)
    # Below the SDK's retries there is no other place to stand in for the network.
    session = database.connection.client._endpoint.http_session
    lossy = lossy_once(session.send)
    monkeypatch.setattr(session, "send", lossy)
    CALLS["create"](database)
    assert DynamoAssetStore(database).get(ASSET.asset_id) == ASSET


def lossy_once(
    send: Callable[[AWSPreparedRequest], AWSResponse],
) -> Callable[[AWSPreparedRequest], AWSResponse]:
    """A network that delivers every request and drops the first answer."""
    lost: list[AWSResponse] = []

    def send_and_lose(request: AWSPreparedRequest) -> AWSResponse:
        response = send(request)
        if not lost:
            lost.append(response)
            raise ReadTimeoutError(endpoint_url=request.url)
        return response

    return send_and_lose
