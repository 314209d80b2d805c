"""How a file gets to storage: in one form, or in parts that can be taken up again."""

from typing import Annotated, Literal

from pydantic import Field

from mediadesk.contracts.http import Asset
from mediadesk.contracts.shapes import PRINTABLE, Instant, Shape
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.ids import AssetId


class PostUpload(Shape):
    """A signed form: send `fields` and then the file as `file`, multipart/form-data."""

    strategy: Literal["post"] = "post"
    url: str
    fields: dict[str, str]
    expires_at: Instant
    max_bytes: int


class PartUrl(Shape):
    part_number: int
    size_bytes: int = Field(description="Exactly so many bytes are taken.")
    url: str = Field(description="PUT the bytes of the part here, and keep the ETag.")


class MultipartUpload(Shape):
    """Addresses for parts: each takes `part_size_bytes` of the file, the last one what is left."""

    strategy: Literal["multipart"] = "multipart"
    upload_id: str
    part_size_bytes: int
    parts: tuple[PartUrl, ...] = Field(description="Those that are still to be sent.")
    expires_at: Instant = Field(
        description="Until when these addresses work; read the upload again for fresh ones."
    )


Upload = Annotated[PostUpload | MultipartUpload, Field(discriminator="strategy")]


class NewUpload(Shape):
    asset: Asset
    upload: Upload


class Part(Shape):
    """A part that storage has."""

    part_number: int
    size_bytes: int
    etag: str


class UploadState(Shape):
    """How far an upload is, and what is needed to go on with it."""

    asset_id: AssetId
    conversion_status: ConversionStatus
    strategy: Literal["post", "multipart"]
    size_bytes: int
    received_parts: tuple[Part, ...] = Field(description="Of an upload in parts that is open.")
    upload: Upload | None = Field(
        description="What is still to be sent, and where to; null when nothing is, and for those"
        " who may not upload."
    )
    expires_at: Instant = Field(description="When the upload ends, if nothing more comes.")


class PartMark(Shape):
    part_number: int = Field(ge=1, le=10_000)
    etag: Annotated[str, Field(min_length=1, max_length=128), PRINTABLE]


class UploadCompletion(Shape):
    """What the sender believes to have sent; compared with what storage has."""

    parts: tuple[PartMark, ...] | None = Field(default=None, max_length=10_000)
