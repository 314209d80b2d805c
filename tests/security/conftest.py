"""The world behind the functions, fresh for each test."""

from collections.abc import Iterator

import pytest

from tests.gateway import serving
from tests.world import World


@pytest.fixture
def world() -> Iterator[World]:
    with serving(World()) as fresh:
        yield fresh
