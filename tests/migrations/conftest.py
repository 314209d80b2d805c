"""A deployment with old items in it, on each engine that stands in for AWS."""

import pytest

from mediadesk.aws import clients
from mediadesk.settings import Settings
from tests.aws.backends import create_tables
from tests.aws.conftest import ENGINES, emulator_url, on_emulator, on_moto
from tests.migrations.desk import ARCHIVE, Desk

__all__ = ["emulator_url", "on_emulator", "on_moto"]


@pytest.fixture(params=ENGINES)
def desk(request: pytest.FixtureRequest) -> Desk:
    request.getfixturevalue(f"on_{request.param}")
    return _desk(f"mediadesk-migrations-{request.param}-")


@pytest.fixture
def moto_desk(on_moto: None) -> Desk:
    """For tests that begin anew many times."""
    return _desk("mediadesk-moto-")


@pytest.fixture
def emulator_desk(on_emulator: None) -> Desk:
    """For tests with several threads."""
    return _desk("mediadesk-emulated-")


def _desk(prefix: str) -> Desk:
    settings = Settings(table_prefix=prefix, archive_bucket=prefix + ARCHIVE)
    create_tables(settings)
    client = clients.s3()
    there = {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
    if settings.archive_bucket not in there:
        client.create_bucket(Bucket=settings.archive_bucket, ObjectLockEnabledForBucket=True)
    return Desk(settings)
