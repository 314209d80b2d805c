"""The hosted sign-in page of the local user pool, with the people it knows at one click."""

import html
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from string import Template
from typing import Any, Final

from local.host.asgi import App, Message, Receive, Scope, Send
from local.host.openings import Openings

SHOWN_BY: Final = {("GET", "/oauth2/authorize"), ("POST", "/login")}
PAGE: Final = Template(Path(__file__).with_name("sign_in.html").read_text("utf-8"))
HEADERS: Final = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
        b" frame-ancestors 'none'; base-uri 'none'",
    ),
]


class SignInPages:
    """Shows a page of its own wherever the engine would show its sign-in form.

    The engine checks the request before and the password after, and makes codes and tokens.
    """

    def __init__(self, app: App, openings: Openings) -> None:
        self._app = app
        self._openings = openings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (scope.get("method"), scope.get("path")) not in SHOWN_BY:
            await self._app(scope, receive, send)
            return
        answer = Answer()
        await self._app(scope, receive, answer.take)
        if answer.is_page:
            answer.show(page(answer.body.decode(), self._openings.people))
        await answer.give(send)


class Answer:
    """What the engine answers, held back until it is whole."""

    def __init__(self) -> None:
        self._start: Message = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self.body += message.get("body", b"")

    @property
    def is_page(self) -> bool:
        headers = {name.lower(): value for name, value in self._start["headers"]}
        return bool(headers.get(b"content-type", b"").startswith(b"text/html"))

    def show(self, page: str) -> None:
        self.body = page.encode()
        self._start = {**self._start, "headers": HEADERS}

    async def give(self, send: Send) -> None:
        await send(self._start)
        await send({"type": "http.response.body", "body": self.body})


def page(form: str, people: Mapping[str, Mapping[str, Any]]) -> str:
    """The page instead of the engine's `form`, whose hidden fields and complaint it keeps."""
    read = Form()
    read.feed(form)
    hidden = "".join(_hidden(name, value) for name, value in read.fields.items())
    complaint = f'<p role="alert">{html.escape(read.complaint)}</p>' if read.complaint else ""
    offers = "".join(_offer(name, person, hidden) for name, person in people.items())
    return PAGE.substitute(offers=offers, complaint=complaint, hidden=hidden)


class Form(HTMLParser):
    """The hidden fields of the engine's form, and what it says went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.complaint = ""
        self._is_complaining = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_complaining = given.get("class") == "error"
        if given.get("type") == "hidden":
            self.fields[given.get("name") or ""] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._is_complaining:
            self.complaint += data

    def handle_endtag(self, _tag: str) -> None:
        self._is_complaining = False


def _offer(name: str, person: Mapping[str, Any], hidden: str) -> str:
    groups = html.escape(", ".join(person["groups"]) or "in no group")
    who = _hidden("username", name) + _hidden("password", person["password"])
    words = f"Sign in as {html.escape(name)} <span>{groups}</span>"
    return (
        f'<form method="post" action="/login">{hidden}{who}'
        f'<button type="submit">{words}</button></form>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
