"""Frames to WebSocket connections, through the gateway's management API."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from mediadesk.aws.failures import error_code, translated
from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.ids import ConnectionId

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

GONE: Final = "GoneException"


class GatewaySockets:
    def __init__(self, client: "ApiGatewayManagementApiClient") -> None:
        self._client = client

    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        with translated():
            try:
                self._client.post_to_connection(
                    ConnectionId=connection_id, Data=frame.model_dump_json().encode()
                )
            except ClientError as error:
                if error_code(error) != GONE:
                    raise
                return False
        return True

    def close(self, connection_id: ConnectionId) -> None:
        with translated():
            try:
                self._client.delete_connection(ConnectionId=connection_id)
            except ClientError as error:
                if error_code(error) != GONE:
                    raise
