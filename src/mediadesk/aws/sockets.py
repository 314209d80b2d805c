"""Frames to WebSocket connections, through the gateway's management API."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from mediadesk.aws.failures import error_code, translated
from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.ids import ConnectionId

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

GONE: Final = "GoneException"


class GatewaySockets:
    """The patient client tries again, later each time, where the gateway has too much to do."""

    def __init__(
        self,
        patient: "ApiGatewayManagementApiClient",
        impatient: "ApiGatewayManagementApiClient",
    ) -> None:
        self._patient = patient
        self._impatient = impatient

    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        return _post(self._patient, connection_id, frame)

    def offer(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        return _post(self._impatient, connection_id, frame)

    def is_open(self, connection_id: ConnectionId) -> bool:
        return _is_there(lambda: self._patient.get_connection(ConnectionId=connection_id))

    def close(self, connection_id: ConnectionId) -> None:
        _is_there(lambda: self._patient.delete_connection(ConnectionId=connection_id))


def _post(
    client: "ApiGatewayManagementApiClient", connection_id: ConnectionId, frame: ServerFrame
) -> bool:
    data = frame.model_dump_json().encode()
    return _is_there(lambda: client.post_to_connection(ConnectionId=connection_id, Data=data))


def _is_there(act: Callable[[], object]) -> bool:
    """Whether there still was a connection to do it with."""
    with translated():
        try:
            act()
        except ClientError as error:
            if error_code(error) != GONE:
                raise
            return False
    return True
