"""What clients read about frames is what they get."""

import json
import re
from pathlib import Path
from typing import Any, Final, get_args

from mediadesk.contracts.socket import Announcement, AssetHolders, BulkState, UserAssignment

DOCUMENT: Final = (Path(__file__).parents[2] / "docs/websocket.md").read_text("utf-8")
EXAMPLES: Final = [json.loads(text) for text in re.findall(r"```json\n(.+?)```", DOCUMENT, re.S)]
KINDS: Final = {
    kind: model
    for model in get_args(Announcement)
    for kind in get_args(model.model_fields["type"].annotation)
}
TOLD_OF: Final = (UserAssignment, AssetHolders, BulkState)


def fields(model: Any) -> set[str]:  # noqa: ANN401 - any shape
    return set(model.model_fields)


def test_every_kind_of_frame_is_described() -> None:
    assert [kind for kind in KINDS if f"`{kind}`" not in DOCUMENT] == []


def test_every_example_has_the_fields_of_its_frame() -> None:
    for example in EXAMPLES:
        assert set(example) == fields(KINDS[example["type"]])


def test_every_other_thing_that_a_frame_tells_of_is_shown_with_all_its_fields() -> None:
    shown = [set(example["data"]) for example in EXAMPLES]
    assert [model for model in TOLD_OF if fields(model) not in shown] == []
