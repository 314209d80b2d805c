"""Engines that stand in for AWS, and the stores on each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from local import engine
from local.instance import Instance, free_port
from mediadesk.settings import Settings
from tests.aws.backends import Stores, create_tables, fake_stores, real_stores

EMULATOR = pytest.param("emulator", marks=pytest.mark.slow)
ENGINES = ["moto", EMULATOR]


@pytest.fixture(params=["fakes", *ENGINES])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Every test that takes this runs against the fakes and against the real stores."""
    if request.param == "fakes":
        return fake_stores()
    return _stores_on(request, request.param)


@pytest.fixture
def emulated_stores(request: pytest.FixtureRequest) -> Stores:
    """Of an engine that serves many threads at once, as DynamoDB does and moto does not."""
    return _stores_on(request, "emulator")


@pytest.fixture(params=ENGINES)
def aws(request: pytest.FixtureRequest) -> str:
    """Clients made while this lasts speak to the engine of that name."""
    request.getfixturevalue(f"on_{request.param}")
    return str(request.param)


@pytest.fixture
def on_moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _set_credentials(monkeypatch)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield


@pytest.fixture
def on_emulator(monkeypatch: pytest.MonkeyPatch, emulator_url: str) -> None:
    _set_credentials(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator_url)


@pytest.fixture(scope="session")
def emulator_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The emulator alone, with nothing deployed in it."""
    data: Path = tmp_path_factory.mktemp("emulator")
    instance = Instance(data, free_port())
    with engine.running(instance, lambda event: None):
        yield instance.endpoint_url


def _stores_on(request: pytest.FixtureRequest, name: str) -> Stores:
    request.getfixturevalue(f"on_{name}")
    settings = Settings(table_prefix=f"mediadesk-{name}-")
    create_tables(settings)
    return real_stores(settings)


def _set_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
