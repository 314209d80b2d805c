"""The AsyncAPI document: valid, complete, and in step with the frames."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker

from mediadesk.contracts.client_frames import CLIENT_FRAME, ClientMessage
from mediadesk.contracts.shapes import Shape
from mediadesk.contracts.socket import ServerFrame
from scripts.async_document import EVENTS, MISSED, SUMMARIES, document
from scripts.console import MODULES, install
from scripts.frame_examples import EXAMPLES

WHOLE = document()
RECEIVED: tuple[type[Shape], ...] = get_args(ClientMessage)
SENT: tuple[type[Shape], ...] = get_args(ServerFrame)
FRAMES = {each.__name__: each for each in (*RECEIVED, *SENT)}


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for value in node.values():
            yield from references(value)
    if isinstance(node, list):
        for value in node:
            yield from references(value)


def found(reference: str) -> Any:  # noqa: ANN401 - any part of the document
    node = WHOLE
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def resolved(reference: str) -> Any:  # noqa: ANN401 - any part of the document
    """What a reference leads to in the end."""
    node = found(reference)
    return resolved(node["$ref"]) if "$ref" in node else node


def names(messages: list[dict[str, str]]) -> set[str]:
    return {resolved(each["$ref"])["name"] for each in messages}


def types(name: str) -> set[str]:
    """What `type` or `action` may be in a frame."""
    properties = WHOLE["components"]["schemas"][name]["properties"]
    told = properties.get("type") or properties["action"]
    return {told["const"]} if "const" in told else set(told["enum"])


def literals(shape: type[Shape]) -> set[str]:
    field = shape.model_fields.get("type") or shape.model_fields["action"]
    return set(get_args(field.annotation))


def test_the_document_is_valid_asyncapi_3_0() -> None:
    install()
    official = MODULES / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
    checked = Draft7Validator(json.loads(official.read_text("utf-8")))

    assert [error.message for error in checked.iter_errors(WHOLE)] == []
    assert not checked.is_valid({**WHOLE, "operations": {"ping": {"action": "dance"}}})


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_is_in_the_document_under_each_of_its_types(name: str) -> None:
    assert types(name) == literals(FRAMES[name])


def test_nothing_else_is_in_the_document() -> None:
    (channel,) = WHOLE["channels"].values()

    assert set(channel["messages"]) == set(WHOLE["components"]["messages"]) == set(FRAMES)
    assert set(SUMMARIES) == set(EXAMPLES) == set(FRAMES.values())


def test_every_frame_is_received_or_sent_by_an_operation() -> None:
    operations = WHOLE["operations"].values()
    received = [each for each in operations if each["action"] == "receive"]
    sent = [each for each in operations if each["action"] == "send"]

    assert set.union(*(names(each["messages"]) for each in received)) == {
        each.__name__ for each in RECEIVED
    }
    answers = set.union(*(names(each["reply"]["messages"]) for each in received))
    assert answers | set.union(*(names(each["messages"]) for each in sent)) == {
        each.__name__ for each in SENT
    }


def test_each_action_has_an_operation_of_its_name() -> None:
    for name, operation in WHOLE["operations"].items():
        if operation["action"] == "receive":
            (message,) = names(operation["messages"])
            assert types(message) == {name}


def test_what_may_be_missed_answers_a_subscription_and_live_events_come_by_themselves() -> None:
    operations = WHOLE["operations"]

    assert names(operations["subscribe"]["reply"]["messages"]) > {e.__name__ for e in MISSED}
    assert names(operations["events"]["messages"]) == {each.__name__ for each in EVENTS}


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    told = set(references(WHOLE))

    assert all(found(each) for each in told)
    schemas = {f"#/components/schemas/{name}" for name in WHOLE["components"]["schemas"]}
    assert {each for each in told if "/schemas/" in each} == schemas


@pytest.mark.parametrize("name", FRAMES)
def test_each_example_fits_its_schema_and_no_field_can_be_added(name: str) -> None:
    message = WHOLE["components"]["messages"][name]
    checked = Draft202012Validator(
        {**message["payload"], "components": WHOLE["components"]},
        format_checker=FormatChecker(),
    )

    for example in message["examples"]:
        checked.validate(example["payload"])
        assert not checked.is_valid({**example["payload"], "surprise": 1})


@pytest.mark.parametrize("shape", RECEIVED, ids=lambda shape: shape.__name__)
def test_what_a_client_sends_as_shown_is_understood(shape: type[Shape]) -> None:
    assert isinstance(CLIENT_FRAME.validate_python(EXAMPLES[shape]), shape)


def test_the_limits_of_a_client_s_frame_are_told() -> None:
    topics = WHOLE["components"]["schemas"]["Subscribe"]["properties"]["topics"]

    assert (topics["minItems"], topics["maxItems"], topics["items"]["maxLength"]) == (1, 100, 200)
    assert "8192 bytes" in WHOLE["info"]["description"]


def test_who_connects_shows_a_ticket() -> None:
    (server,) = WHOLE["servers"].values()

    (security,) = (resolved(each["$ref"]) for each in server["security"])
    assert (security["in"], security["name"]) == ("query", "ticket")


def test_the_address_is_told_in_its_parts() -> None:
    (server,) = document("ws://127.0.0.1:4900/_aws/live")["servers"].values()

    assert (server["protocol"], server["host"]) == ("ws", "127.0.0.1:4900")
    assert server["pathname"] == "/_aws/live"
    assert "variables" not in server


def test_where_the_address_is_not_known_the_document_says_where_to_find_it() -> None:
    (server,) = WHOLE["servers"].values()

    assert set(re.findall(r"{(\w+)}", server["host"])) == set(server["variables"])


def test_the_document_is_the_same_each_time() -> None:
    assert json.dumps(document()) == json.dumps(WHOLE)
