"""The stores and other adapters, each built once."""

from functools import cache
from typing import TYPE_CHECKING

from mediadesk.wiring.circumstances import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from mediadesk.aws.database import Database
    from mediadesk.ports import (
        AnswerStore,
        AssetStore,
        AssignmentStore,
        BulkQueue,
        BulkStore,
        DeadLetters,
        HistoryStore,
        HolderStore,
        JobQueue,
        JobStore,
        MediaBlobs,
        MultipartUploads,
        PieceStore,
        RateLimits,
        UserStore,
    )
    from mediadesk.services.cursors import CursorSigner


@cache
def database() -> "Database":
    from mediadesk.aws.database import Database

    return Database(settings())


@cache
def answer_store() -> "AnswerStore":
    from mediadesk.aws.answer_store import DynamoAnswerStore

    return DynamoAnswerStore(database())


@cache
def asset_store() -> "AssetStore":
    from mediadesk.aws.asset_store import DynamoAssetStore

    return DynamoAssetStore(database())


@cache
def holder_store() -> "HolderStore":
    from mediadesk.aws.holder_store import DynamoHolderStore

    return DynamoHolderStore(database())


@cache
def job_store() -> "JobStore":
    from mediadesk.aws.job_store import DynamoJobStore

    return DynamoJobStore(database())


@cache
def piece_store() -> "PieceStore":
    from mediadesk.aws.piece_store import DynamoPieceStore

    return DynamoPieceStore(database())


@cache
def user_store() -> "UserStore":
    from mediadesk.aws.user_store import DynamoUserStore

    return DynamoUserStore(database())


@cache
def assignment_store() -> "AssignmentStore":
    from mediadesk.aws.assignment_store import DynamoAssignmentStore

    return DynamoAssignmentStore(database())


@cache
def history_store() -> "HistoryStore":
    from mediadesk.aws.history_store import DynamoHistoryStore

    return DynamoHistoryStore(database())


@cache
def bulk_store() -> "BulkStore":
    from mediadesk.aws.bulk_store import DynamoBulkStore

    return DynamoBulkStore(database())


@cache
def rate_limits() -> "RateLimits":
    from mediadesk.aws.rate_limit_store import DynamoRateLimits

    return DynamoRateLimits(database())


@cache
def cursors() -> "CursorSigner":
    from mediadesk.aws import clients
    from mediadesk.aws.secrets import read_secret
    from mediadesk.services.cursors import CursorSigner

    return CursorSigner(read_secret(clients.secrets(), settings().cursor_secret_id))


@cache
def sqs() -> "SQSClient":
    from mediadesk.aws import clients

    return clients.sqs()


@cache
def job_queue() -> "JobQueue":
    from mediadesk.aws.jobs import SqsJobQueue

    return SqsJobQueue(sqs(), settings().conversion_queue_url)


@cache
def dead_letters() -> "DeadLetters":
    from mediadesk.aws.dead_letters import SqsDeadLetters

    return SqsDeadLetters(sqs(), settings().conversion_dead_letters_url)


@cache
def bulk_queue() -> "BulkQueue":
    from mediadesk.aws.bulk_queue import SqsBulkQueue

    return SqsBulkQueue(sqs(), settings().bulk_queue_url, settings().large_bulk_queue_url)


@cache
def s3() -> "S3Client":
    from mediadesk.aws import clients

    return clients.s3()


@cache
def blobs() -> "MediaBlobs":
    from mediadesk.aws import clients
    from mediadesk.aws.blobs import S3Blobs

    return S3Blobs(s3(), clients.s3_addresses(), settings().media_bucket, clients.signer())


@cache
def multipart_uploads() -> "MultipartUploads":
    from mediadesk.aws.multipart import S3Multipart

    return S3Multipart(s3(), settings().media_bucket)
