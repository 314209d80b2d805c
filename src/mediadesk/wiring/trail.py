"""The audit trail, its verifier and its archive."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from mediadesk.wiring.adapters import asset_store, bulk_store, cursors, database, user_store
from mediadesk.wiring.built import Built
from mediadesk.wiring.bulks import standings
from mediadesk.wiring.circumstances import clock, settings

if TYPE_CHECKING:
    from mediadesk.domain.trail import Recorded
    from mediadesk.ports import Archive, AuditStore
    from mediadesk.services.audit_trail import AuditTrail
    from mediadesk.services.chain_verifier import ChainVerifier


@cache
def audit_store() -> "AuditStore":
    from mediadesk.aws.trail_store import DynamoAuditStore

    return DynamoAuditStore(database())


@Built
def archive() -> "Archive":
    from mediadesk.aws import clients
    from mediadesk.aws.archive import S3Archive

    return S3Archive(clients.s3(), settings().archive_bucket)


@Built
def audit_trail() -> "AuditTrail":
    from mediadesk.services.audit_trail import AuditTrail

    return AuditTrail(
        trail=audit_store(),
        assets=asset_store(),
        standings=standings(),
        cursors=cursors(),
        clock=clock,
    )


@Built
def chain_verifier() -> "ChainVerifier":
    from mediadesk.services.chain_verifier import ChainVerifier

    return ChainVerifier(
        trail=audit_store(),
        archive=archive(),
        assets=asset_store(),
        users=user_store(),
        bulks=bulk_store(),
        standings=standings(),
        clock=clock,
    )


def recorded_from_image(image: Mapping[str, Mapping[str, Any]]) -> "Recorded":
    """The entry that an image of a log's stream shows, in DynamoDB's JSON."""
    from mediadesk.aws.trail_records import recorded

    return recorded(image)
