"""Builds the services from their adapters, once per process and only those that are asked for."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mediadesk.domain.instants import to_milliseconds
from mediadesk.settings import Settings

# Adapters and services are imported where they are built: a cold start pays for no others.
if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from mediadesk.aws.database import Database
    from mediadesk.domain.assets import Asset
    from mediadesk.ports import AssetStore, JobQueue, JobStore, MediaBlobs, MessageHold
    from mediadesk.services.arrivals import ArrivalService
    from mediadesk.services.catalog import AssetCatalog
    from mediadesk.services.media_converter import MediaConverterService
    from mediadesk.services.notifications import NotificationService
    from mediadesk.services.tickets import TicketService
    from mediadesk.services.uploads import UploadService

Service = TypeVar("Service")


class Built(Generic[Service]):
    """Builds a service at the first call and keeps it."""

    def __init__(self, build: Callable[[], Service]) -> None:
        self._build = build
        self._kept: list[Service] = []

    def __call__(self) -> Service:
        if not self._kept:
            self._kept.append(self._build())
        return self._kept[-1]

    def cache_clear(self) -> None:
        """Build anew at the next call; named as in `functools.cache`."""
        self._kept.clear()

    @contextmanager
    def given(self, service: Service) -> Iterator[None]:
        """Within the block this service is used, and nothing is built."""
        self._kept.append(service)
        try:
            yield
        finally:
            self._kept.pop()


@cache
def settings() -> Settings:
    return Settings.from_environment()


@Built
def uploads() -> "UploadService":
    from mediadesk.aws.answer_store import DynamoAnswerStore
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.uploads import UploadService

    return UploadService(
        assets=_assets(),
        answers=DynamoAnswerStore(_database()),
        blobs=_blobs(),
        audit=AuditLogger(new_id),
        clock=clock,
        new_id=new_id,
    )


@Built
def arrivals() -> "ArrivalService":
    from mediadesk.services.arrivals import ArrivalService
    from mediadesk.services.audit import AuditLogger

    return ArrivalService(
        assets=_assets(),
        jobs=_jobs(),
        queue=_queue(),
        blobs=_blobs(),
        audit=AuditLogger(new_id),
        clock=clock,
        new_id=new_id,
    )


@Built
def catalog() -> "AssetCatalog":
    from mediadesk.aws import clients
    from mediadesk.aws.secrets import read_secret
    from mediadesk.services.catalog import AssetCatalog
    from mediadesk.services.cursors import CursorSigner

    secret = read_secret(clients.secrets(), settings().cursor_secret_id)
    return AssetCatalog(
        assets=_assets(),
        jobs=_jobs(),
        blobs=_blobs(),
        cursors=CursorSigner(secret),
        clock=clock,
    )


@Built
def converter() -> "MediaConverterService":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.media_converter import MediaConverterService

    return MediaConverterService(
        assets=_assets(),
        jobs=_jobs(),
        queue=_queue(),
        blobs=_blobs(),
        audit=AuditLogger(new_id),
        clock=clock,
        lease_s=settings().job_lease_s,
    )


@Built
def notifications() -> "NotificationService":
    from mediadesk.aws import clients
    from mediadesk.aws.connection_store import DynamoConnectionStore
    from mediadesk.aws.sockets import GatewaySockets
    from mediadesk.services.notifications import NotificationService

    return NotificationService(
        connections=DynamoConnectionStore(_database()),
        sockets=GatewaySockets(clients.sockets(settings().socket_callback_url)),
        assets=_assets(),
        clock=clock,
    )


@Built
def tickets() -> "TicketService":
    from mediadesk.aws.ticket_store import DynamoTicketStore
    from mediadesk.services.tickets import TicketService

    return TicketService(
        tickets=DynamoTicketStore(_database()), clock=clock, socket_url=settings().socket_url
    )


@Built
def message_holds() -> "Callable[[str], MessageHold]":
    """Gives the hold on the message of the conversion queue that was received with a handle."""
    from mediadesk.aws.jobs import SqsHold

    return partial(SqsHold, _sqs(), settings().conversion_queue_url)


def asset_from_image(image: Mapping[str, Mapping[str, Any]]) -> "Asset":
    """The asset that an image of the assets' stream shows, in DynamoDB's JSON."""
    from mediadesk.aws import records

    return records.asset_from_image(image)


def clock() -> datetime:
    return to_milliseconds(datetime.now(UTC))


def new_id(prefix: str) -> str:
    from ulid import ULID

    return f"{prefix}{ULID()}"


@cache
def _database() -> "Database":
    from mediadesk.aws.database import Database

    return Database(settings())


@cache
def _assets() -> "AssetStore":
    from mediadesk.aws.asset_store import DynamoAssetStore

    return DynamoAssetStore(_database())


@cache
def _jobs() -> "JobStore":
    from mediadesk.aws.job_store import DynamoJobStore

    return DynamoJobStore(_database())


@cache
def _sqs() -> "SQSClient":
    from mediadesk.aws import clients

    return clients.sqs()


@cache
def _queue() -> "JobQueue":
    from mediadesk.aws.jobs import SqsJobQueue

    return SqsJobQueue(_sqs(), settings().conversion_queue_url)


@cache
def _blobs() -> "MediaBlobs":
    from mediadesk.aws import clients
    from mediadesk.aws.blobs import S3Blobs

    return S3Blobs(clients.s3(), clients.s3_addresses(), settings().media_bucket, clients.signer())
