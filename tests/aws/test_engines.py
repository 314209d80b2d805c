"""What the engines do, as the documents say: who relies on one can see what it leaves out."""

import os

import pytest

from local.instance import ROOT
from tests.aws.engine_traits import TRAITS, new_table

pytestmark = pytest.mark.slow
DOCUMENT = ROOT / "docs" / "engines.md"


def documented() -> dict[str, tuple[str, ...]]:
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {name: tuple(found) for name, *found in rows}


def test_every_question_stands_in_the_documents() -> None:
    assert list(documented()) == list(TRAITS)


@pytest.mark.usefixtures("on_emulator")
def test_the_engine_is_as_the_documents_say() -> None:
    column = 1 if os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") else 0
    client = new_table()
    found = {name: ask(client) for name, ask in TRAITS.items()}
    assert found == {name: told[column] for name, told in documented().items()}
