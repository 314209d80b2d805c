"""The archive of entries: a bucket in which nothing can be replaced or removed for a time."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from mediadesk.aws.failures import error_code, translated
from mediadesk.domain.trail import Chain, Recorded

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Archive:
    """`<chain>/<sequence, 10 digits>-<hash>.json` holds an entry as the API shows it."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def add(self, entry: Recorded) -> None:
        body = json.dumps(entry.shown(), ensure_ascii=False).encode()
        with translated():
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=f"{entry.chain}/{entry.sequence:010d}-{entry.hash}.json",
                    Body=body,
                    ContentType="application/json",
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if error_code(error) != "PreconditionFailed":
                    raise

    def copies(self, chain: Chain, first: int, last: int | None) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket,
            Prefix=f"{chain}/",
            StartAfter=f"{chain}/{first:010d}",
        )
        with translated():
            for key in (item["Key"] for page in pages for item in page.get("Contents", ())):
                place, _, sealed = key.removeprefix(f"{chain}/").partition("-")
                if last is not None and int(place) > last:
                    break
                found.append((int(place), sealed.removesuffix(".json")))
        return found
