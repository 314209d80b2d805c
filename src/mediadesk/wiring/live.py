"""The services about live status, and what a table's stream shows."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mediadesk.wiring.adapters import (
    asset_store,
    bulk_store,
    cursors,
    database,
    holder_store,
    user_store,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.bulks import standings
from mediadesk.wiring.circumstances import clock, new_id, settings
from mediadesk.wiring.people import effective_history

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from mediadesk.domain.assets import Asset
    from mediadesk.domain.bulk import BulkRecord
    from mediadesk.domain.heads import Head
    from mediadesk.domain.holders import Holders
    from mediadesk.ports import ConnectionStore, EventLog, LiveMeter, Sockets
    from mediadesk.services.change_announcer import ChangeAnnouncer
    from mediadesk.services.delivery import Delivery
    from mediadesk.services.event_polling import EventPolling
    from mediadesk.services.event_replay import EventReplay
    from mediadesk.services.notifications import NotificationService
    from mediadesk.services.positions import Positions
    from mediadesk.services.tickets import TicketService

AT_ONCE: Final = 32
"""To how many connections one function sends at the same time."""


@cache
def connection_store() -> "ConnectionStore":
    from mediadesk.aws.connection_store import DynamoConnectionStore

    return DynamoConnectionStore(database())


@cache
def event_log() -> "EventLog":
    from mediadesk.aws.event_log import DynamoEventLog

    return DynamoEventLog(database(), clock)


@cache
def sockets() -> "Sockets":
    from mediadesk.aws import clients
    from mediadesk.aws.sockets import GatewaySockets

    url = settings().socket_callback_url
    return GatewaySockets(clients.sockets(url), clients.sockets(url, attempts=1))


@cache
def live_meter() -> "LiveMeter":
    from mediadesk.edge.live_metrics import EmfLiveMeter

    return EmfLiveMeter()


@cache
def senders() -> "Executor":
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(AT_ONCE)


@Built
def positions() -> "Positions":
    from mediadesk.services.positions import Positions

    return Positions(
        assets=asset_store(),
        holders=holder_store(),
        users=user_store(),
        standings=standings(),
        history=effective_history(),
        clock=clock,
    )


@Built
def event_replay() -> "EventReplay":
    from mediadesk.services.event_replay import EventReplay

    return EventReplay(log=event_log(), clock=clock, new_id=new_id)


@Built
def event_polling() -> "EventPolling":
    from mediadesk.services.event_polling import EventPolling

    return EventPolling(positions=positions(), replay=event_replay(), cursors=cursors())


@Built
def delivery() -> "Delivery":
    from mediadesk.services.delivery import Delivery

    return Delivery(
        connections=connection_store(),
        sockets=sockets(),
        meter=live_meter(),
        clock=clock,
        pool=senders(),
    )


@Built
def notifications() -> "NotificationService":
    from mediadesk.services.notifications import NotificationService

    return NotificationService(
        connections=connection_store(),
        sockets=sockets(),
        positions=positions(),
        replay=event_replay(),
        delivery=delivery(),
        meter=live_meter(),
        clock=clock,
        most_connections=settings().connections_per_admin,
    )


@Built
def announcers() -> "Callable[[], ChangeAnnouncer]":
    """Makes one for each batch of changes."""
    from functools import partial

    from mediadesk.services.change_announcer import ChangeAnnouncer

    return partial(
        ChangeAnnouncer,
        log=event_log(),
        connections=connection_store(),
        notifications=notifications(),
        positions=positions(),
        assets=asset_store(),
        holders=holder_store(),
        users=user_store(),
        bulks=bulk_store(),
        clock=clock,
        new_id=new_id,
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
