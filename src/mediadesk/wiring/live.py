"""The services about live status, and what a table's stream shows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mediadesk.wiring.adapters import (
    asset_store,
    database,
    holder_store,
    user_store,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.bulks import standings
from mediadesk.wiring.circumstances import clock, settings

if TYPE_CHECKING:
    from mediadesk.domain.assets import Asset
    from mediadesk.domain.bulk import BulkRecord
    from mediadesk.domain.heads import Head
    from mediadesk.domain.holders import Holders
    from mediadesk.services.notifications import NotificationService
    from mediadesk.services.tickets import TicketService


@Built
def notifications() -> "NotificationService":
    from mediadesk.aws import clients
    from mediadesk.aws.connection_store import DynamoConnectionStore
    from mediadesk.aws.sockets import GatewaySockets
    from mediadesk.services.notifications import NotificationService

    return NotificationService(
        connections=DynamoConnectionStore(database()),
        sockets=GatewaySockets(clients.sockets(settings().socket_callback_url)),
        assets=asset_store(),
        holders=holder_store(),
        users=user_store(),
        standings=standings(),
        clock=clock,
    )


@Built
def tickets() -> "TicketService":
    from mediadesk.aws.ticket_store import DynamoTicketStore
    from mediadesk.services.tickets import TicketService

    return TicketService(
        tickets=DynamoTicketStore(database()), clock=clock, socket_url=settings().socket_url
    )


def asset_from_image(image: Mapping[str, Mapping[str, Any]]) -> "Asset":
    """The asset that an image of the assets' stream shows, in DynamoDB's JSON."""
    from mediadesk.aws import records

    return records.asset_from_image(image)


def holders_from_image(image: Mapping[str, Mapping[str, Any]]) -> "Holders":
    """As `asset_from_image`, for who holds an asset."""
    from mediadesk.aws import assignment_records

    return assignment_records.holders_from_image(image)


def head_from_image(image: Mapping[str, Mapping[str, Any]]) -> "Head":
    """As `asset_from_image`, for what a user holds."""
    from mediadesk.aws import assignment_records

    return assignment_records.head_from_image(image)


def bulk_from_image(image: Mapping[str, Mapping[str, Any]]) -> "BulkRecord":
    """As `asset_from_image`, for what decides about a bulk."""
    from mediadesk.aws import bulk_records

    return bulk_records.record_from_image(image)
