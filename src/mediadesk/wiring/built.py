"""A service that is built when it is asked for, and kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Service = TypeVar("Service")


class Built(Generic[Service]):
    """Builds a service at the first call and keeps it."""

    def __init__(self, build: Callable[[], Service]) -> None:
        self._build = build
        self._kept: list[Service] = []

    def __call__(self) -> Service:
        if not self._kept:
            self._kept.append(self._build())
        return self._kept[-1]

    def cache_clear(self) -> None:
        """Build anew at the next call; named as in `functools.cache`."""
        self._kept.clear()

    @contextmanager
    def given(self, service: Service) -> Iterator[None]:
        """Within the block this service is used, and nothing is built."""
        self._kept.append(service)
        try:
            yield
        finally:
            self._kept.pop()
