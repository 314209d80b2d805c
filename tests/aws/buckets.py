"""A media bucket for tests, and a small file to put there."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mediadesk.aws import clients
from mediadesk.aws.blobs import S3Blobs
from mediadesk.domain.assets import upload_key
from mediadesk.ports import MediaBlobs
from tests.builders import an_asset

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "mediadesk-blobs"
FILE = b"the bytes of a clip"
CLIP = an_asset(size_bytes=len(FILE))
KEY = upload_key(CLIP.asset_id)


def nothing(share: float) -> None:
    """A tick of somebody who does not care."""


def bucket() -> S3Blobs:
    """The media bucket, empty as far as it shows; it keeps versions."""
    client, blobs = adapter(os.environ.get("AWS_ENDPOINT_URL", ""))
    if BUCKET not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=found["Key"])
    return blobs


@cache
def adapter(endpoint_url: str) -> "tuple[S3Client, S3Blobs]":
    """Made once for each engine: a client takes longer to make than most tests to run."""
    client = clients.s3()
    return client, S3Blobs(client, clients.s3_addresses(), BUCKET, clients.signer())


def size_of(blobs: MediaBlobs, key: str = KEY) -> int | None:
    """Of the present version."""
    found = blobs.stat(key)
    return found.size_bytes if found else None


def version_of(blobs: MediaBlobs, key: str = KEY) -> str:
    """Of an object that is there."""
    found = blobs.stat(key)
    assert found is not None
    assert found.version is not None
    return found.version


def content_of(blobs: MediaBlobs, version: str | None, target: Path) -> bytes:
    blobs.download(KEY, version, target, nothing)
    return target.read_bytes()
