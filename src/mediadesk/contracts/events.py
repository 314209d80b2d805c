"""Messages between functions, and the S3 event that starts the work."""

from typing import Literal
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, Field

from mediadesk.contracts.shapes import Shape
from mediadesk.domain.ids import AssetId, BulkId, JobId


class ConversionRequested(Shape):
    """An attempt waits for a converter."""

    schema_version: Literal[1] = 1
    job_id: JobId
    asset_id: AssetId
    attempt: int = Field(ge=1)


class BulkContinued(Shape):
    """Somebody must go on with a bulk operation.

    `is_large`: it stands in the queue in which large ones wait for one another to be prepared, and
    which nothing else may hold up.
    """

    schema_version: Literal[1] = 1
    bulk_id: BulkId
    is_large: bool = False


class _Foreign(BaseModel):
    """A message that AWS writes: it may gain fields at any time."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class StoredObject(_Foreign):
    key: str
    size: int = 0

    @property
    def name(self) -> str:
        """The key as it was written: S3 quotes it in events."""
        return unquote_plus(self.key)


class StorageFact(_Foreign):
    object: StoredObject


class StorageRecord(_Foreign):
    event_name: str = Field(alias="eventName")
    s3: StorageFact


class StorageEvent(_Foreign):
    """What S3 says of objects that were created; its test message has no records.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    """

    records: tuple[StorageRecord, ...] = Field(default=(), alias="Records")
