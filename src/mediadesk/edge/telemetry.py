"""What a call leaves behind in the log: one structured line, and nothing that is secret."""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import chain, repeat
from time import perf_counter
from typing import Any, Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

Line = dict[str, Any]
"""What is known of a call so far; the caller fills it in while the call runs."""

_NAMES: Final = "ticket|signature|credential|token|password"
_SECRETS: Final = (
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(rf"(?i)((?:{_NAMES})['\"]?[=:] ?['\"]?)[^&\s'\"]+"), r"\1[secret]"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*"), "[email]"),
)
_cold_start = chain([True], repeat(False))


class _Stdout(io.TextIOBase):
    """Standard output of the moment of each line: hosts of several functions swap it."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@cache
def logger() -> Logger:
    """The logger of this process; every line is one JSON object in ASCII."""
    return Logger(
        service="mediadesk",
        logger_handler=logging.StreamHandler(_Stdout()),
        json_serializer=_as_line,
        serialize_stacktrace=False,
        use_rfc3339=True,
        utc=True,
    )


@contextmanager
def one_line(context: LambdaContext, request_id: str | None = None) -> Iterator[Line]:
    """Log the call when the block ends, however it ends."""
    line: Line = {
        "function": context.function_name,
        "request_id": request_id or context.aws_request_id,
        "cold_start": next(_cold_start),
        "outcome": "crashed",
    }
    started = perf_counter()
    try:
        yield line
        if line["outcome"] == "crashed":
            line["outcome"] = "ok"
    finally:
        line["ms"] = round((perf_counter() - started) * 1000, 1)
        logger().info("call", extra=line)


def _as_line(entry: dict[str, Any]) -> str:
    """ASCII, so that no name in it can forge a line or turn the writing round."""
    return json.dumps(_without_secrets(entry), separators=(",", ":"))


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_secrets(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(held) for held in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text
