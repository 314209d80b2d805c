"""One browser for all of these tests, and the console as each person sees it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from local.outputs import Outputs

# Before it is imported: else its asserts would not say what was there.
pytest.register_assert_rewrite("tests.e2e.console")

from tests.e2e.console import Console, Scheme  # noqa: E402 - see above

SYSTEM_CHROMIUM: Final = Path("/usr/bin/chromium")
MISSING: Final = (
    "NO BROWSER TEST HAS RUN: there is no Chromium. As root: apt-get install chromium; "
    "or name one in the environment variable CHROMIUM."
)
Opener = Callable[[str], Console]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every one of these needs the whole stack."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where nobody overlooks it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(MISSING, red=True, bold=True)


# The package's and not the session's: while it is open, no other test can have an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=_chromium(playwright),
            # Nothing leaves this machine. Chromium's sandbox refuses to work for root.
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
            chromium_sandbox=os.geteuid() != 0,
        )
        yield opened
        opened.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    chosen: Scheme = request.param
    return chosen


@pytest.fixture
def opener(
    browser: Browser, stack: Outputs, scheme: Scheme, request: pytest.FixtureRequest
) -> Iterator[Opener]:
    """Opens the console for somebody; in the end none of its pages may have complained."""
    opened: list[Console] = []

    def open_for(name: str) -> Console:
        test = request.node.originalname or request.node.name
        console = Console(browser, stack, name, scheme, test.removeprefix("test_"))
        opened.append(console)
        return console

    yield open_for
    for console in opened:
        console.close()
    assert [complaint for console in opened for complaint in console.complaints] == []


@pytest.fixture
def ada(opener: Opener) -> Console:
    """The console of a signed-in admin."""
    return opener("ada").signed_in()


@pytest.fixture
def vic(opener: Opener) -> Console:
    """The console of a signed-in auditor."""
    return opener("vic").signed_in()


@pytest.fixture
def eve(opener: Opener) -> Console:
    """The console of somebody who is signed in and in no group."""
    return opener("eve").signed_in()


def _chromium(playwright: Playwright) -> str:
    own = Path(playwright.chromium.executable_path)
    named = os.environ.get("CHROMIUM")
    places = [Path(named)] if named else [SYSTEM_CHROMIUM, own]
    found = next((place for place in places if place.exists()), None)
    if found:
        return str(found)
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)
