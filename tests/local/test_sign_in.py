"""The sign-in page: offers the people of the local pool, and changes nothing else."""

import asyncio

import httpx
import pytest

from local.host.asgi import Receive, Scope, Send
from local.host.openings import Openings
from local.host.sign_in import SignInPages, page

FORM = """<div class="error">No such &lt;person&gt;.</div><form method="POST" action="/login">
<input type="hidden" name="state" value="a&quot;b"><input type="hidden" name="nonce" value="">
<input type="text" name="username"><input type="password" name="password"></form>"""
PEOPLE = {
    "ada": {"password": "se<cret", "groups": ["admin"]},
    "eve": {"password": "hidden", "groups": []},
}


def test_each_person_is_offered_with_what_the_engine_s_form_carried() -> None:
    shown = page(FORM, PEOPLE)
    assert shown.count('<form method="post" action="/login">') == 3
    assert shown.count('name="state" value="a&quot;b"') == 3
    assert shown.count('name="nonce" value=""') == 3
    assert 'name="username" value="ada"' in shown
    assert 'name="password" value="se&lt;cret"' in shown
    assert "in no group" in shown


def test_what_went_wrong_is_said_as_text() -> None:
    assert '<p role="alert">No such &lt;person&gt;.</p>' in page(FORM, PEOPLE)
    assert "alert" not in page("<form></form>", PEOPLE).split("<body>")[1]


@pytest.mark.parametrize(
    ("method", "path", "kind", "is_ours"),
    [
        ("GET", "/oauth2/authorize", "text/html; charset=utf-8", True),
        ("POST", "/login", "text/html; charset=utf-8", True),
        ("GET", "/oauth2/authorize", "application/json", False),
        ("POST", "/oauth2/token", "text/html", False),
        ("GET", "/bucket/login", "text/html", False),
    ],
)
def test_only_the_engine_s_own_form_is_replaced(
    method: str, path: str, kind: str, is_ours: bool
) -> None:
    answer = asyncio.run(asked(method, path, kind))
    assert ("Sign in as ada" in answer.text) is is_ours
    assert (answer.text == FORM) is not is_ours
    assert ("frame-ancestors 'none'" in str(answer.headers)) is is_ours


async def asked(method: str, path: str, kind: str) -> httpx.Response:
    async def engine(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": FORM.encode()})

    pages = SignInPages(engine, Openings(people=PEOPLE))
    transport = httpx.ASGITransport(pages)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.request(method, path)
