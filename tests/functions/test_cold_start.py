"""What a function loads before its first call."""

import subprocess
import sys

import pytest

from scripts.gen_contracts import ROOT

HTTP = "aws_lambda_powertools.event_handler"
ENTRY_POINTS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in ROOT.glob("functions/*/on_*.py")
)


def loaded(module: str) -> set[str]:
    """Every module that a fresh interpreter with an empty environment holds after the import."""
    code = f"import sys, {module}; print(*sys.modules)"
    command = [sys.executable, "-W", "error", "-c", code]
    run = subprocess.run(  # noqa: S603 - our own modules
        command, cwd=ROOT, env={}, check=True, capture_output=True, text=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("module", ENTRY_POINTS)
def test_a_function_loads_no_more_than_it_needs(module: str) -> None:
    modules = loaded(module)

    assert (HTTP in modules) == module.endswith(".on_request")
    assert modules.isdisjoint({"boto3", "pynamodb", "aws_xray_sdk", "mediadesk.services.uploads"})
