"""Frames to connections: by what the gateway answers, and through the emulator's own."""

import time
from collections.abc import Callable, Sequence

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from websockets.exceptions import ConnectionClosed

from mediadesk.aws import clients
from mediadesk.aws.sockets import GatewaySockets
from mediadesk.contracts.socket import Pong, Reset, ServerFrame
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import ConnectionId
from tests.aws.responses import Planned, ok, refusal
from tests.aws.socket_gateway import connected, deployed

CONNECTION = ConnectionId("c-1=")
URL = "https://gateway.test/live"
GONE = refusal("GoneException", status=410)
LIMITED = refusal("LimitExceededException", status=429)
SILENCE = ReadTimeoutError(endpoint_url=URL)
A_FEW_SECONDS = 10

Act = Callable[[GatewaySockets], object]
PATIENT: dict[str, Act] = {
    "send": lambda sockets: sockets.send(CONNECTION, Pong()),
    "is_open": lambda sockets: sockets.is_open(CONNECTION),
    "close": lambda sockets: sockets.close(CONNECTION),
}
ACTS: dict[str, Act] = {**PATIENT, "offer": lambda sockets: sockets.offer(CONNECTION, Pong())}
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
every_patient_act = pytest.mark.parametrize("act", PATIENT.values(), ids=PATIENT)


def gateway(*answers: AWSResponse | Exception) -> tuple[GatewaySockets, Planned, Planned]:
    """With what the patient and the impatient client ask."""
    patient, impatient = clients.sockets(URL), clients.sockets(URL, attempts=1)
    sockets = GatewaySockets(patient, impatient)
    return sockets, Planned(patient, *answers), Planned(impatient, *answers)


@pytest.mark.usefixtures("on_moto")
def test_a_frame_is_posted_as_json_to_its_connection() -> None:
    sockets, patient, impatient = gateway(ok())
    assert sockets.send(CONNECTION, Pong())
    assert sockets.offer(CONNECTION, Pong())
    for [request] in (patient.requests, impatient.requests):
        assert request.url == "https://gateway.test/live/@connections/c-1%3D"
        assert request.body == b'{"type":"pong"}'


@pytest.mark.usefixtures("on_moto")
def test_a_connection_that_is_gone_takes_no_frame_and_needs_no_end() -> None:
    sockets, patient, impatient = gateway(GONE)
    assert not sockets.send(CONNECTION, Pong())
    assert not sockets.offer(CONNECTION, Pong())
    assert not sockets.is_open(CONNECTION)
    sockets.close(CONNECTION)
    assert (len(patient.requests), len(impatient.requests)) == (3, 1)


@pytest.mark.usefixtures("on_moto")
def test_an_open_connection_is_asked_for_and_closed() -> None:
    sockets, patient, _ = gateway(ok())
    assert sockets.is_open(CONNECTION)
    sockets.close(CONNECTION)
    assert [request.method for request in patient.requests] == ["GET", "DELETE"]


@every_act
@pytest.mark.usefixtures("on_moto")
def test_a_gateway_that_refuses_is_a_failure_of_the_service(act: Act) -> None:
    sockets, *_ = gateway(refusal("ForbiddenException", status=403))
    with pytest.raises(ServiceUnavailable):
        act(sockets)


@every_patient_act
@pytest.mark.usefixtures("on_moto")
def test_a_gateway_that_has_too_much_to_do_is_asked_again(act: Act) -> None:
    sockets, patient, _ = gateway(LIMITED, ok())
    act(sockets)
    assert len(patient.requests) == 2


@every_patient_act
@pytest.mark.parametrize("answer", [LIMITED, SILENCE], ids=["limited", "silent"])
@pytest.mark.usefixtures("on_moto")
def test_the_patience_with_a_gateway_ends(act: Act, answer: AWSResponse | Exception) -> None:
    sockets, patient, _ = gateway(answer)
    begun_at = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        act(sockets)
    assert time.monotonic() - begun_at < A_FEW_SECONDS
    assert len(patient.requests) == 3


@pytest.mark.usefixtures("on_moto")
def test_what_may_be_dropped_is_offered_once() -> None:
    sockets, _, impatient = gateway(LIMITED, ok())
    with pytest.raises(ServiceUnavailable):
        sockets.offer(CONNECTION, Pong())
    assert len(impatient.requests) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("on_emulator")
def test_a_client_gets_frames_in_order_until_its_connection_is_closed(emulator_url: str) -> None:
    url = deployed(emulator_url)
    sockets = GatewaySockets(clients.sockets(url), clients.sockets(url, attempts=1))
    with connected(url) as (client, name):
        assert sockets.is_open(name)
        frames: Sequence[ServerFrame] = [Pong(), Reset(topic="assets"), Reset(topic="asset:1")]
        assert sockets.send(name, frames[0])
        assert sockets.offer(name, frames[1])
        assert sockets.send(name, frames[2])
        received = [client.recv(timeout=30) for _ in frames]
        assert received == [frame.model_dump_json() for frame in frames]
        sockets.close(name)
        with pytest.raises(ConnectionClosed):
            client.recv(timeout=30)
        assert not sockets.is_open(name)
        assert not sockets.send(name, Pong())
        sockets.close(name)
