"""Frames to connections, by what the gateway answers; flows run the real one."""

import pytest
from botocore.awsrequest import AWSResponse

from mediadesk.aws import clients
from mediadesk.aws.sockets import GatewaySockets
from mediadesk.contracts.socket import Pong
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import ConnectionId
from tests.aws.responses import Planned, ok, refusal

CONNECTION = ConnectionId("c-1=")
pytestmark = pytest.mark.usefixtures("on_moto")


def gateway(answer: AWSResponse) -> tuple[GatewaySockets, Planned]:
    client = clients.sockets("https://gateway.test/live")
    return GatewaySockets(client), Planned(client, answer)


def test_a_frame_is_posted_as_json_to_its_connection() -> None:
    sockets, gateway_saw = gateway(ok())
    assert sockets.send(CONNECTION, Pong())
    [request] = gateway_saw.requests
    assert request.url == "https://gateway.test/live/@connections/c-1%3D"
    assert request.body == b'{"type":"pong"}'


def test_a_connection_that_is_gone_takes_no_frame_and_needs_no_end() -> None:
    sockets, _ = gateway(refusal("GoneException", status=410))
    assert not sockets.send(CONNECTION, Pong())
    sockets.close(CONNECTION)


def test_an_open_connection_is_closed() -> None:
    sockets, gateway_saw = gateway(ok())
    sockets.close(CONNECTION)
    assert [request.method for request in gateway_saw.requests] == ["DELETE"]


def test_a_gateway_that_refuses_is_a_failure_of_the_service() -> None:
    sockets, _ = gateway(refusal("ForbiddenException", status=403))
    with pytest.raises(ServiceUnavailable):
        sockets.send(CONNECTION, Pong())
    with pytest.raises(ServiceUnavailable):
        sockets.close(CONNECTION)
