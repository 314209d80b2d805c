"""Uploads in parts to the media bucket."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

from mediadesk.aws.failures import error_code, translated
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.errors import IllegalTransition
from mediadesk.domain.uploads import ReceivedPart

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, PartTypeDef

T = TypeVar("T")


class S3Multipart:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, asset: Asset) -> str:
        with translated():
            begun = self._client.create_multipart_upload(
                Bucket=self._bucket,
                Key=upload_key(asset.asset_id),
                ContentType=asset.content_type,
            )
        return begun["UploadId"]

    def part_url(self, asset: Asset, number: int, size_bytes: int, expires_in_s: int) -> str:
        with translated():
            return self._client.generate_presigned_url(
                "upload_part",
                Params={
                    "Bucket": self._bucket,
                    "Key": upload_key(asset.asset_id),
                    "UploadId": _multipart_id(asset),
                    "PartNumber": number,
                    # Signed as a header, so that a part of another length is refused.
                    "ContentLength": size_bytes,
                },
                ExpiresIn=expires_in_s,
            )

    def received(self, asset: Asset) -> list[ReceivedPart] | None:
        return _while_open(lambda: self._parts(asset))

    def complete(self, asset: Asset, parts: Sequence[ReceivedPart]) -> None:
        marks: list[CompletedPartTypeDef] = [
            {"PartNumber": part.number, "ETag": part.etag} for part in parts
        ]
        _while_open(
            lambda: self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=upload_key(asset.asset_id),
                UploadId=_multipart_id(asset),
                MultipartUpload={"Parts": marks},
            )
        )

    def abandon(self, asset: Asset) -> None:
        _while_open(
            lambda: self._client.abort_multipart_upload(
                Bucket=self._bucket,
                Key=upload_key(asset.asset_id),
                UploadId=_multipart_id(asset),
            )
        )

    def _parts(self, asset: Asset) -> list[ReceivedPart]:
        pages = self._client.get_paginator("list_parts").paginate(
            Bucket=self._bucket, Key=upload_key(asset.asset_id), UploadId=_multipart_id(asset)
        )
        return [_received(part) for page in pages for part in page.get("Parts", [])]


def _while_open(call: Callable[[], T]) -> T | None:
    """What `call` gives; None when the upload was completed or abandoned."""
    with translated():
        try:
            return call()
        except ClientError as error:
            if error_code(error) == "NoSuchUpload":
                return None
            raise


def _multipart_id(asset: Asset) -> str:
    if asset.multipart_id is None:
        raise IllegalTransition(f"{asset.asset_id} does not come in parts")
    return asset.multipart_id


def _received(part: "PartTypeDef") -> ReceivedPart:
    return ReceivedPart(part["PartNumber"], part["Size"], part["ETag"])
