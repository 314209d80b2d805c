"""What `--help` promises."""

import pytest

from cli.failures import EXIT_CODES
from tests.cli.conftest import Run


def test_help_lists_every_exit_code(run: Run) -> None:
    told = " ".join(run("--help").out.split())
    for code, meaning in EXIT_CODES.items():
        assert f"{code.value}: {meaning}" in told


COMMANDS = (
    "token",
    "upload",
    "watch",
    "assign",
    "undo",
    "unassign",
    "history",
    "revert",
    "audit list",
    "audit verify",
    "bulk assign",
    "bulk show",
    "bulk undo",
    "assets",
    "assets show",
    "assets conversion",
    "assets retry",
    "assets delete",
    "assets restore",
    "users list",
    "users show",
    "users put",
    "users deactivate",
    "users import",
)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_takes_the_options_of_access(run: Run, words: str) -> None:
    told = run(*words.split(), "--help", env={"COLUMNS": "120"}).out
    for option in ("--user", "--token", "--api-url", "--outputs", "--json", "MEDIADESK_TOKEN"):
        assert option in told


def test_an_unknown_option_is_a_usage_error(run: Run) -> None:
    assert run("assets", "--colour").exit_code == 2
