"""What stands on the terminal: addresses, sign-ins, requests, and remedies."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from local.errors import PortTaken
from local.instance import Instance
from local.screen import DEFAULT_DATA, Screen, request_line
from tests.local.test_outputs import OUTPUTS

REQUEST = {
    "event": "request",
    "at": 1795341600.0,
    "method": "GET",
    "path": "/api/admin/assets",
    "status": 200,
    "ms": 12,
    "who": "ada",
}


@pytest.fixture
def page() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(page: io.StringIO) -> Screen:
    return Screen(Console(file=page, width=70))


def test_a_request_is_one_line_with_who_asked() -> None:
    line = request_line(REQUEST).plain
    assert line[8:] == "  GET    /api/admin/assets  200  12 ms  ada"


def test_a_path_cannot_command_the_terminal_and_is_not_endless() -> None:
    path = "/api/\x1b[31m\nFAKE\u202e" + "x" * 3000
    line = request_line(REQUEST | {"path": path}).plain
    assert line.isprintable()
    assert "\\x1b[31m\\nFAKE" in line
    assert len(line) < 300


def test_ready_shows_addresses_sign_ins_and_what_to_type(screen: Screen, page: io.StringIO) -> None:
    screen.ready(Instance(DEFAULT_DATA, 4580), OUTPUTS)
    shown = page.getvalue()
    for expected in ("http://127.0.0.1:1/docs/", "ada", "secret", "mediactl upload clip.mp4"):
        assert expected in shown
    assert "http://127.0.0.1:1/docs/asyncapi.json" in shown
    assert "localhost" not in shown
    assert shown.index("http://127.0.0.1:1/console/") < shown.index("http://127.0.0.1:1/docs/")


def test_commands_name_the_outputs_of_another_folder(screen: Screen, page: io.StringIO) -> None:
    screen.ready(Instance(Path("/elsewhere"), 4580), OUTPUTS)
    assert "mediactl assets --outputs /elsewhere/outputs.json" in page.getvalue()


def test_requests_of_the_start_itself_are_not_shown(screen: Screen, page: io.StringIO) -> None:
    screen.event(REQUEST)
    assert page.getvalue() == ""
    screen.ready(Instance(DEFAULT_DATA, 4580), OUTPUTS)
    screen.event(REQUEST)
    assert "GET    /api/admin/assets" in page.getvalue()


def test_a_failure_says_what_to_do(screen: Screen, page: io.StringIO) -> None:
    screen.failure(PortTaken("Port 4580 is taken.", "Choose another one."))
    assert "port_taken: Port 4580 is taken." in page.getvalue()
    assert "Choose another one." in page.getvalue()
