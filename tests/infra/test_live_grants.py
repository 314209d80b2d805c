"""What tells browsers of changes may do that, and no more."""

import pytest

from mediadesk import tables
from tests.infra.grants import table_arn, those_who_may
from tests.infra.templates import Templates

pytestmark = pytest.mark.slow


def test_the_handshake_can_do_nothing_but_use_a_ticket_up(prod: Templates) -> None:
    allowed = {
        (action, arn)
        for action, arn in prod.allowed("notify.on_authorize")
        if not action.startswith(("logs:", "xray:"))
    }
    tickets = table_arn(tables.TICKETS)
    assert allowed == {("dynamodb:GetItem", tickets), ("dynamodb:DeleteItem", tickets)}


def test_who_pushes_frames_may_also_end_a_connection_whose_time_is_over(prod: Templates) -> None:
    for method in ("POST", "DELETE"):
        reached = those_who_may(prod, "execute-api:ManageConnections", f"/{method}/@connections")
        assert reached == {"notify.on_socket", "notify.on_change"}
    assert those_who_may(prod, "execute-api:ManageConnections", "/GET/") == {"notify.on_socket"}


def test_the_log_of_events_is_written_by_who_follows_changes_and_read_by_who_replays(
    prod: Templates,
) -> None:
    log = table_arn(tables.EVENTS)
    assert those_who_may(prod, "dynamodb:PutItem", log) == {"notify.on_change"}
    replaying = {"notify.on_request", "notify.on_socket"}
    assert those_who_may(prod, "dynamodb:Query", log) == replaying


def test_who_polls_can_neither_connect_nor_be_sent_anything(prod: Templates) -> None:
    reached = {arn for _, arn in prod.allowed("notify.on_request")}
    assert not {arn for arn in reached if "ws_connections" in arn or "@connections" in arn}
