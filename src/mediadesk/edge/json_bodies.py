"""Which request bodies are read at all: one JSON object of a decent size, without surprises."""

import base64
import json
import math
from typing import Any, Final, NoReturn

from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from mediadesk.domain.errors import PayloadTooLarge

MAX_BODY_BYTES: Final = 1024 * 1024
LARGER_BODIES: Final = {"POST /api/admin/assets/bulk-assign": 2 * MAX_BODY_BYTES}
"""What may be larger, as `METHOD /path/{name}`: ten thousand ids take more than a MiB."""
JSON: Final = "application/json"


def require_readable(event: APIGatewayProxyEventV2, route: str = "") -> None:
    """PayloadTooLarge above the route's limit; a validation error for no JSON text in UTF-8."""
    most = LARGER_BODIES.get(route, MAX_BODY_BYTES)
    body = event.body or ""
    try:
        raw = base64.b64decode(body) if event.is_base64_encoded else body.encode()
        if len(raw) > most:
            raise PayloadTooLarge(f"The body has more than {most} bytes.")
        raw.decode()
    except ValueError as error:
        raise invalid("The body is not text in UTF-8.") from error
    content_type = event.headers.get("content-type", JSON).partition(";")[0]
    if raw and content_type.strip().lower() != JSON:
        fault = {"loc": ("header", "Content-Type"), "type": "content_type_invalid"}
        raise RequestValidationError([fault | {"msg": f"Send the body as {JSON}."}])


def parse_object(text: str) -> dict[str, Any]:
    """A JSON object; no NaN, no infinity, no key twice, no nesting that exhausts the stack."""
    try:
        value = json.loads(
            text, parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_distinct
        )
    except RecursionError as error:
        raise invalid("The body is nested too deeply.") from error
    except ValueError as error:
        raise invalid(f"The body is not valid JSON: {_where(error)}.") from error
    if not isinstance(value, dict):
        raise invalid("The body must be a JSON object.")
    return value


def invalid(message: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body",), "type": "json_invalid", "msg": message}])


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return str(error)[:100]


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("an object has the same key twice")
    return value
