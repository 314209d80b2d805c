"""Settings, time and chance of a deployment."""

import random
import time
from datetime import UTC, datetime
from functools import cache

from mediadesk.domain.instants import to_milliseconds
from mediadesk.settings import Settings


@cache
def settings() -> Settings:
    return Settings.from_environment()


def clock() -> datetime:
    return to_milliseconds(datetime.now(UTC))


def pause(at_most_s: float) -> None:
    time.sleep(random.uniform(0, at_most_s))  # noqa: S311 - spreads load, hides nothing


def new_id(prefix: str) -> str:
    from ulid import ULID

    return f"{prefix}{ULID()}"
