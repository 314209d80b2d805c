"""Messages between functions, and the S3 event that starts the work."""

from typing import Annotated, Final, Literal
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError

from mediadesk.contracts.shapes import Shape
from mediadesk.domain.ids import AssetId, BulkId, JobId


class ConversionRequested(Shape):
    """An attempt waits for a converter."""

    schema_version: Literal[1] = 1
    kind: Literal["attempt"] = "attempt"
    job_id: JobId
    asset_id: AssetId
    attempt: int = Field(ge=1)


class PieceRequested(Shape):
    """A piece of a run waits for a converter."""

    schema_version: Literal[1] = 1
    kind: Literal["piece"] = "piece"
    job_id: JobId
    asset_id: AssetId
    attempt: int = Field(ge=1)
    run: int = Field(ge=1, description="The run of the attempt that was cut into pieces.")
    number: int = Field(ge=0)


def _kind(message: object) -> str:
    """What a message is about; the first ones did not say, and were all about whole attempts."""
    if isinstance(message, dict):
        return str(message.get("kind", "attempt"))
    return str(getattr(message, "kind", "attempt"))


ConversionMessage = Annotated[
    Annotated[ConversionRequested, Tag("attempt")] | Annotated[PieceRequested, Tag("piece")],
    Discriminator(_kind),
]
"""What stands in the conversion queue."""
_CONVERSION_MESSAGE: Final[TypeAdapter[ConversionMessage]] = TypeAdapter(ConversionMessage)


class Unreadable(Exception):
    """A message that nobody here can act on; `reason` is a stable code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read_message(body: str) -> ConversionMessage:
    """What stands in a message of the conversion queue; Unreadable."""
    try:
        return _CONVERSION_MESSAGE.validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        is_version = any("schema_version" in fault["loc"] for fault in faults)
        reason = "message_unknown_version" if is_version else "message_unreadable"
        told = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
        raise Unreadable(reason, "; ".join(told)) from error


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
    version_id: str | None = Field(default=None, alias="versionId")

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
