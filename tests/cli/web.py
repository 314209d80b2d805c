"""The HTTP side of the service: API, user pool and storage."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from mediadesk.contracts.http import AssetPage, SocketTicket
from mediadesk.domain import errors
from tests.cli.bulk_routes import bulk_answer
from tests.cli.desk import PEOPLE, Answer, Asked, Desk, json_answer, problem
from tests.cli.event_routes import events_answer
from tests.cli.stories import AT
from tests.cli.upload_routes import storage_answer, upload_answer
from tests.cli.user_routes import user_answer

ASSETS: Final = "/api/admin/assets"


class WebServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.desk = desk


class Handler(BaseHTTPRequestHandler):
    server: WebServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def do_PUT(self) -> None:
        self._respond()

    def do_DELETE(self) -> None:
        self._respond()

    def log_message(self, format: str, *args: object) -> None:
        return

    def _respond(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, url.path, dict(parse_qsl(url.query)), headers, body)
        answer = respond(self.server.desk, asked)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        if self.command == "GET":
            self.server.desk.count_read()


def respond(desk: Desk, asked: Asked) -> Answer:
    with desk.lock:
        desk.asked.append(asked)
        call = f"{asked.method} {asked.path}"
        if waiting := desk.next_answers.get(call):
            return waiting.popleft()
        if asked.path == "/":
            return _pool(desk, asked)
        answer = _answer(desk, asked)
        if call in desk.loses_answers_of:
            desk.loses_answers_of.remove(call)
            return Answer(502)
        return answer


def _answer(desk: Desk, asked: Asked) -> Answer:
    if asked.path.startswith("/storage"):
        return storage_answer(desk, asked)
    if refusal := _refusal(desk, asked):
        return refusal
    for answer in (bulk_answer, user_answer, upload_answer):
        if found := answer(desk, asked):
            return found
    return _api(desk, asked)


def _pool(desk: Desk, asked: Asked) -> Answer:
    if asked.headers["x-amz-target"] != "AWSCognitoIdentityProviderService.InitiateAuth":
        return Answer(400)
    body = json.loads(asked.body)
    given = body["AuthParameters"]
    is_known = PEOPLE.get(given["USERNAME"]) == given["PASSWORD"]
    if not is_known or (body["AuthFlow"], body["ClientId"]) != ("USER_PASSWORD_AUTH", "client"):
        return Answer(400, b'{"__type": "NotAuthorizedException"}')
    tokens = {"AccessToken": desk.sign_in(given["USERNAME"]), "IdToken": "not this one"}
    return Answer(200, json.dumps({"AuthenticationResult": tokens}).encode())


def _refusal(desk: Desk, asked: Asked) -> Answer | None:
    user = desk.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
    if user is None:
        # The gateway refuses before our code is asked, and has a form of its own.
        return Answer(401, b'{"message":"Unauthorized"}', {"apigw-requestid": "gw-1"})
    if user == "eve":
        return problem(errors.Forbidden, 403, "You are in none of the groups admin, auditor.")
    return None


def _api(desk: Desk, asked: Asked) -> Answer:
    routes: dict[tuple[str, str], Callable[[Desk, Asked], Answer]] = {
        ("GET", ASSETS): _list,
        ("POST", "/api/admin/websocket-tickets"): _ticket,
        ("GET", "/api/admin/events"): events_answer,
    }
    if route := routes.get((asked.method, asked.path)):
        return route(desk, asked)
    return _get(desk, asked.path.removeprefix(f"{ASSETS}/"))


def _list(desk: Desk, asked: Asked) -> Answer:
    """Pages by a cursor that is an offset."""
    status = asked.query.get("conversion_status")
    fitting = [
        asset
        for asset in reversed(desk.assets.values())
        if status in (None, asset.conversion_status)
        and (asset.deleted_at is not None) == ("deleted" in asked.query)
        and asked.query.get("query", "").lower() in asset.title.lower()
    ]
    start, limit = int(asked.query.get("cursor", 0)), int(asked.query.get("limit", 25))
    end = start + limit
    rest = str(end) if end < len(fitting) else None
    return json_answer(200, AssetPage(items=tuple(fitting[start:end]), next_cursor=rest))


def _get(desk: Desk, asset_id: str) -> Answer:
    """Where there are no sockets, time passes by being asked."""
    if asset_id not in desk.assets:
        return problem(errors.AssetNotFound, 404, f"There is no asset {asset_id}.")
    if not desk.takes_sockets:
        desk.move_on(asset_id)
    return json_answer(200, desk.assets[asset_id])


def _ticket(desk: Desk, _: Asked) -> Answer:
    url = f"{desk.socket_url}/?ticket=t-1"
    return json_answer(201, SocketTicket(ticket="t-1", url=url, expires_at=AT))
