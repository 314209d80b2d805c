"""What happens to every HTTP request before a route sees it, and to every answer after."""

from collections.abc import Set
from functools import partial
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Route
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.middlewares.openapi_validation import (
    OpenAPIRequestValidationMiddleware,
)
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic_core import to_json

from mediadesk.domain.errors import InvalidInput, MediadeskError, RouteNotFound
from mediadesk.edge import auth, problems
from mediadesk.edge.json_bodies import parse_object, require_readable
from mediadesk.edge.telemetry import Line, logger, one_line

_ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def resolver() -> APIGatewayHttpResolver:
    """An app without routes that checks requests, in the order: route, caller, size, shape."""
    app = APIGatewayHttpResolver(
        debug=False, serializer=_to_json, json_body_deserializer=parse_object
    )
    # Its own validation would come before the caller is known, and documents another 422.
    validation = OpenAPIRequestValidationMiddleware()  # type: ignore[no-untyped-call] # as shipped
    app.use(middlewares=[_guard, validation])
    app.exception_handler(Exception)(partial(_refuse, app))
    return app


def respond(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext
) -> dict[str, Any]:
    """Answer one request of the gateway, payload format 2.0, and log one line about it."""
    asked = event["requestContext"]
    with one_line(context, asked["requestId"]) as line:
        line.update(method=asked["http"]["method"], route=event["routeKey"])
        app.context["line"] = line
        answer = app.resolve(_with_plain_type(event), context)
        line.update(status=answer["statusCode"], outcome=_outcome(answer["statusCode"]))
    headers = {**_ALWAYS, "X-Request-Id": asked["requestId"], **answer["headers"]}
    # Not every gateway takes a body that is null, as that of a 304.
    return {**answer, "headers": headers, "body": answer["body"] or ""}


def _with_plain_type(event: dict[str, Any]) -> dict[str, Any]:
    """A media type is the same in capitals; the validation knows the small letters only."""
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    if "content-type" in headers:
        headers["content-type"] = headers["content-type"].lower()
    return {**event, "headers": headers}


def _guard(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    event = app.current_event
    # The gateway's catch-all checks no token, so nothing behind it may be reached by it.
    if event.route_key == "$default":
        raise _no_route(event)
    route: Route = app.context["_route"]
    # The library's own route is for what the gateway let through and no path here matches. Its
    # patterns overlook a line's end.
    if route.rule.pattern == "^.*$" or not event.raw_path.isprintable():
        raise _no_route(event)
    name = f"{route.method} {route.openapi_path}"
    if name not in auth.PUBLIC:
        person = auth.principal(event)
        app.context["line"]["actor"] = person.name
        app.context["principal"] = person
        auth.require(person, name)
    require_readable(event, name)
    parameters = {parameter.alias for parameter in route.dependant.query_params}
    _require_none("query", event.query_string_parameters.keys() - parameters)
    # Where a body is awaited, its shape refuses what it does not know.
    if event.body and not route.dependant.body_params:
        _require_none("body", event.json_body.keys())
    return next_middleware(app)


def _require_none(part: str, unknown: Set[str]) -> None:
    if unknown:
        message = f"There is no such thing in the {part} of this request."
        raise RequestValidationError(
            [
                {"loc": (part, key), "type": "extra_forbidden", "msg": message}
                for key in sorted(unknown)
            ]
        )


def _refuse(app: APIGatewayHttpResolver, error: Exception) -> Response[str]:
    """The problem that tells of an error; of one that nobody foresaw it tells no more than that."""
    event = app.current_event
    request_id = event.request_context.request_id
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    told = _told(event, error)
    line: Line = app.context["line"]
    line["code"] = told.code
    if problems.STATUS[type(told)] >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger().error("error", exc_info=error, extra={"request_id": request_id})
    return problems.problem(told, path=event.raw_path, request_id=request_id, faults=faults)


def _told(event: APIGatewayProxyEventV2, error: Exception) -> MediadeskError:
    if isinstance(error, RequestValidationError):
        return InvalidInput(f"Faults in the request: {len(error.errors())}; `errors` names them.")
    if isinstance(error, NotFoundError):
        return _no_route(event)
    if isinstance(error, MediadeskError) and type(error) in problems.STATUS:
        return error
    return problems.InternalError("The request could not be answered; the log knows why.")


def _no_route(event: APIGatewayProxyEventV2) -> RouteNotFound:
    return RouteNotFound(f"There is no {event.http_method} at this path.")


def _outcome(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "failed"
    return "refused" if status >= HTTPStatus.BAD_REQUEST else "ok"


def _to_json(body: object) -> str:
    return to_json(body).decode()
