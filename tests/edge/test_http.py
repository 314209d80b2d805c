"""What every answer has in common, whatever the route."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from mediadesk.contracts.http import Health
from mediadesk.domain import errors
from mediadesk.edge import http
from mediadesk.edge.problems import STATUS
from tests.gateway import ADMIN, NOBODY, Answer, Context, Person, request

PATH = "/api/admin/things/one"
JSON = {"content-type": "application/json"}


def app_that(act: Callable[[], object]) -> APIGatewayHttpResolver:
    app = http.resolver()

    @app.get("/api/admin/things/<name>")
    def read(name: str) -> Health:
        act()
        return Health()

    return app


def answer_of(
    act: Callable[[], object] = lambda: None,
    *,
    address: str = PATH,
    person: Person | None = ADMIN,
    **changed: Any,  # noqa: ANN401 - parts of an event
) -> Answer:
    """What comes back when the route does this."""
    event = request("GET", address, person) | {"routeKey": "GET /api/admin/things/{name}"} | changed
    if person is not None:
        event["requestContext"]["authorizer"] = person.authorizer()
    answer = http.respond(app_that(act), event, Context())
    return Answer(answer["statusCode"], answer["headers"], answer["body"])


def raising(error: Exception) -> Callable[[], None]:
    def throw() -> None:
        raise error

    return throw


def a(kind: type[errors.MediadeskError], detail: str = "What happened.") -> errors.MediadeskError:
    if kind is errors.RateLimited:
        return errors.RateLimited(detail, retry_after_s=17, limit=10, window_s=60, remaining=3)
    return kind(detail)


@pytest.mark.parametrize("error", STATUS, ids=lambda error: error.code)
def test_an_error_becomes_a_problem_with_the_status_of_the_table(
    error: type[errors.MediadeskError],
) -> None:
    answer = answer_of(raising(a(error)))

    told = answer.json()
    assert answer.status == told["status"] == STATUS[error]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["type"] == f"urn:mediadesk:problem:{error.code}"
    assert told["code"] == error.code
    assert told["title"] == error.title
    assert told["detail"] == "What happened."
    assert told["instance"] == PATH
    assert told["request_id"] == answer.headers["X-Request-Id"]
    assert "errors" not in told


@pytest.mark.parametrize(
    "path", ["/api/admin/things/a#b", "/api/admin/things/a\n", "/api/admin/x/😀"]
)
def test_a_path_that_no_route_matches_is_not_found_whatever_the_body(path: str) -> None:
    answer = answer_of(rawPath=path, body='{"surprise": 1}', headers=JSON)
    assert (answer.status, answer.json()["code"]) == (404, "route_not_found")


def test_every_error_has_a_status_or_never_reaches_http() -> None:
    of_sockets = {"invalid_frame", "too_many_connections", "too_many_subscriptions"}
    of_converters = {"lease_lost", "job_held", "object_gone", "encoder_interrupted"}

    codes = {error.code for error in errors.MediadeskError.__subclasses__()}
    assert codes - of_sockets - of_converters == {error.code for error in STATUS}


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in errors.MediadeskError.__subclasses__()]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "error",
    [
        KeyError("secret"),
        RuntimeError("arn:aws:dynamodb:secret"),
        errors.LeaseLost("secret"),
        RecursionError("secret"),
    ],
    ids=repr,
)
def test_an_unforeseen_error_tells_the_client_nothing(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_of(raising(error))

    assert (answer.status, answer.code) == (500, "internal_error")
    assert "secret" not in str(answer.body)
    assert "Traceback" not in str(answer.body)
    logged = capsys.readouterr().out
    assert "secret" in logged
    assert logged.count(answer.headers["X-Request-Id"]) == 2


@pytest.mark.parametrize(
    ("error", "header", "value"),
    [
        (errors.ServiceUnavailable, "Retry-After", "2"),
        (errors.WriteConflict, "Retry-After", "1"),
        (errors.AssignmentConflict, "Retry-After", "1"),
        (errors.Unauthorized, "WWW-Authenticate", "Bearer"),
        (errors.RateLimited, "Retry-After", "17"),
        (errors.RateLimited, "RateLimit", '"10-per-60s";r=3;t=17'),
        (errors.RateLimited, "RateLimit-Policy", '"10-per-60s";q=10;w=60'),
    ],
    ids=lambda told: getattr(told, "code", None),
)
def test_an_error_says_what_to_do_in_its_headers(
    error: type[errors.MediadeskError], header: str, value: str
) -> None:
    assert answer_of(raising(a(error))).headers[header] == value


def test_every_answer_carries_its_request_id_and_is_not_sniffed_or_stored() -> None:
    for answer in (answer_of(), answer_of(raising(KeyError())), answer_of(person=NOBODY)):
        assert answer.headers["X-Request-Id"].startswith("request-")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_the_gateway_has_no_route_for_is_not_there_for_anybody() -> None:
    for person in (ADMIN, NOBODY):
        answer = answer_of(person=person, routeKey="$default")

        assert (answer.status, answer.code) == (404, "route_not_found")


def test_what_only_the_gateway_has_a_route_for_is_not_there_either() -> None:
    answer = answer_of(address="/api/admin/other")

    assert (answer.status, answer.code) == (404, "route_not_found")


def test_a_path_is_told_as_a_valid_uri() -> None:
    answer = answer_of(address="/api/admin/things/a b\u202e\0<", routeKey="$default")

    assert answer.json()["instance"] == "/api/admin/things/a%20b%E2%80%AE%00%3C"


def test_the_caller_is_checked_before_the_shape_of_the_request() -> None:
    answer = answer_of(address=f"{PATH}?unknown=1", person=NOBODY)

    assert answer.code == "unauthorized"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (
            '{"limit": 1, "a": {}}',
            {("body.limit", "extra_forbidden"), ("body.a", "extra_forbidden")},
        ),
        ("no json", {("body", "json_invalid")}),
        ("[]", {("body", "json_invalid")}),
    ],
)
def test_a_route_without_a_body_refuses_what_is_in_one(
    body: str, faults: set[tuple[str, str]]
) -> None:
    assert answer_of(body=body).faults == faults


def test_an_empty_object_is_no_body() -> None:
    assert answer_of(body="{}").status == 200


def test_a_failing_answer_does_not_leak_into_the_next_one() -> None:
    app = app_that(lambda: None)
    event = request("GET", PATH) | {"routeKey": "GET /api/admin/things/{name}"}

    refused = http.respond(app, event, Context())
    event["requestContext"]["authorizer"] = ADMIN.authorizer()
    served = http.respond(app, event, Context())
    del event["requestContext"]["authorizer"]

    assert (refused["statusCode"], served["statusCode"]) == (401, 200)
    assert http.respond(app, event, Context())["statusCode"] == 401
