"""Conversions on the emulator, with converters that can be killed; what must hold meanwhile."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import boto3
import imageio_ffmpeg

from functions.convert.binary import LAYER_FOLDERS
from mediadesk.aws.asset_store import DynamoAssetStore
from mediadesk.aws.database import Database
from mediadesk.aws.job_store import DynamoJobStore
from mediadesk.aws.jobs import SqsJobQueue
from mediadesk.domain.asset_life import queue
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.ids import AssetId, JobId
from mediadesk.domain.jobs import job_of
from mediadesk.services.audit import AuditLogger
from mediadesk.services.outbox import Outbox
from mediadesk.settings import PREFIX, Settings
from mediadesk.wiring.circumstances import clock
from tests.aws.backends import create_tables
from tests.builders import a_cause, an_answer, an_asset
from tests.fakes import CountingIds
from tests.flows.processes import processes

LEASE_S: Final = 1


@dataclass(frozen=True)
class Killing:
    """One queue, one bucket, one program that runs converters; `folder` holds their FFmpeg."""

    settings: Settings
    folder: Path
    program: "subprocess.Popen[str]"

    def queued(self, number: int, clip: Path) -> AssetId:
        """An asset whose conversion waits."""
        asset = an_asset(number, size_bytes=clip.stat().st_size, created_at=clock())
        stored, entry = AuditLogger(CountingIds()).log_created(asset, a_cause(clock()))
        self.assets.create(stored, entry, an_answer(f"key-{number}"))
        body, bucket = clip.read_bytes(), self.settings.media_bucket
        put = boto3.client("s3").put_object(
            Bucket=bucket, Key=upload_key(asset.asset_id), Body=body
        )
        waits = queue(stored, JobId(f"job_{number}"), put.get("VersionId"), clock())
        after, entry = AuditLogger(CountingIds()).log_conversion_status_change(
            stored, waits, a_cause(clock())
        )
        self.assets.save(stored, after, entry)
        database = Database(self.settings)
        jobs = SqsJobQueue(boto3.client("sqs"), self.settings.conversion_queue_url)
        Outbox(DynamoJobStore(database), jobs).send(job_of(after))
        return asset.asset_id

    @property
    def assets(self) -> DynamoAssetStore:
        return DynamoAssetStore(Database(self.settings))

    def waiting(self) -> list[str]:
        """The bodies of the messages that were sent since the last question."""
        sqs, url = boto3.client("sqs"), self.settings.conversion_queue_url
        bodies: list[str] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def handle(self, body: str, **death: float) -> str:
        """What became of a delivery; see `doomed`."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(json.dumps({"body": body, **death}) + "\n")
        self.program.stdin.flush()
        return str(json.loads(self.program.stdout.readline()))

    def until_free(self, asset_id: AssetId) -> None:
        """Wait for what the queue waits for: the end of the lease of whoever died."""
        while (lease := self._lease(asset_id)) > 0:
            time.sleep(lease)

    def require_sound(self, asset_id: AssetId) -> Asset:
        """Nothing partial is shown, and no encoder has outlived its converter."""
        asset = self.assets.get(asset_id)
        s3 = boto3.client("s3")
        for output in asset.outputs:
            head = s3.head_object(Bucket=self.settings.media_bucket, Key=output.key)
            assert head["ContentLength"] == output.size_bytes
        assert not processes(self.folder, "ffmpeg")
        return asset

    def _lease(self, asset_id: AssetId) -> float:
        """Seconds that it still lasts."""
        job = self.assets.get(asset_id).conversion
        if job is None or job.lease_until is None:
            return 0.0
        return (job.lease_until - clock()).total_seconds() + 0.01


@contextmanager
def killing(folder: Path, stage: str, **own: object) -> Iterator[Killing]:
    """On the emulator that the environment names; `own` are settings of the converter."""
    bucket, sqs = f"media-{uuid4()}", boto3.client("sqs")
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    settings = Settings(
        table_prefix=f"{stage}-",
        media_bucket=bucket,
        conversion_queue_url=sqs.create_queue(QueueName=f"jobs-{uuid4()}")["QueueUrl"],
        conversion_dead_letters_url=sqs.create_queue(QueueName=f"dead-{uuid4()}")["QueueUrl"],
        job_lease_s=LEASE_S,
    )
    create_tables(settings)
    binary = folder / "bin" / "ffmpeg"
    binary.parent.mkdir(parents=True)
    binary.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    environment = _environment(settings, own) | {LAYER_FOLDERS: str(folder)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.aws.doomed"],
        env={**os.environ, **environment, "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        yield Killing(settings, folder, program)
        program.kill()


def _environment(settings: Settings, own: Mapping[str, object]) -> dict[str, str]:
    given = {name: getattr(settings, name) for name in Settings.__slots__} | dict(own)
    return {PREFIX + name.upper(): str(value) for name, value in given.items()}
