"""What flows need beside the stack: the whole account, completed assets, and nobody at all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.outputs import Outputs
from tests.flows.consumer import Consumer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every flow needs the whole stack."""
    for item in items:
        if "tests/flows/" in item.path.as_posix():
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def aws(stack: Outputs) -> Iterator[Callable[[str], Any]]:
    """Clients of the stack's account, by the name of the service."""
    made: dict[str, Any] = {}
    # Under this type a service may be named by a variable.
    make: Callable[..., Any] = boto3.client

    def client(service: str) -> Any:  # noqa: ANN401 - boto3 has a type for each service
        if service not in made:
            made[service] = make(
                service,
                endpoint_url=stack.endpoint_url,
                region_name=stack.region,
                aws_access_key_id=stack.account,
                aws_secret_access_key="test",
            )
        return made[service]

    yield client
    for each in made.values():
        each.close()


@pytest.fixture(scope="session")
def asset_ids(admin: Consumer, clip: Path) -> tuple[str, str]:
    """Two completed assets; who holds them is for each test to say."""
    one, other = (admin.converted(clip)["asset_id"] for _ in range(2))
    return str(one), str(other)


@pytest.fixture
def nobody(stack: Outputs) -> Iterator[Consumer]:
    with Consumer(stack.api_url) as consumer:
        yield consumer
