"""Input about users and assignments that is meant to break something."""

from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.contracts import bulk, directory
from mediadesk.contracts.shapes import Shape
from tests.builders import an_asset_id
from tests.functions.bulks import BULK_ASSIGN, OPERATIONS
from tests.functions.changes import CHANGES
from tests.functions.people import GRACE, USERS, assigned, path_of, put, read
from tests.gateway import call
from tests.security.test_hostile_input import EXPRESSIONS, JSON_VALUES
from tests.world import World

ASSET = f"/api/admin/assets/{an_asset_id(1)}"
ROUTES: dict[str, tuple[str, str, type[Shape], type[Shape]]] = {
    "put_user": ("PUT", path_of("grace"), directory.UserFields, directory.User),
    "assign_asset": (
        "POST",
        f"{ASSET}/assign",
        directory.NewAssignment,
        directory.AssignmentChange,
    ),
    "undo_assignment": (
        "POST",
        f"{ASSET}/undo-assign",
        directory.UndoAssignment,
        directory.AssignmentChange,
    ),
    "bulk_assign_asset": ("POST", BULK_ASSIGN, bulk.NewBulkAssignment, bulk.BulkOperation),
    "revert_assignment": (
        "POST",
        f"{path_of('grace')}/revert-assignment",
        directory.RevertAssignment,
        directory.HistoryEntry,
    ),
}
FIELDS = sorted({name for _, _, taken, _ in ROUTES.values() for name in taken.model_fields})
ACCEPTED = {200, 201, 404, 409, 422}
holding = pytest.mark.usefixtures("holder")
fuzzed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)


@pytest.fixture
def holder(world: World) -> None:
    assigned(world)


@pytest.mark.parametrize("name", ROUTES)
def test_what_the_server_decides_can_not_be_sent(world: World, name: str) -> None:
    _, _, taken, shown = ROUTES[name]
    asked = CHANGES[name](world)
    storage = deepcopy(world.storage)

    for decided in shown.model_fields.keys() - taken.model_fields.keys():
        values: list[object] = [None, 1, "2026-11-22T10:15:30Z", {}]
        for value in values:
            body = {**(asked.body or {}), decided: value}
            answer = call(asked.method, asked.address, body=body)
            assert answer.faults == {(f"body.{decided}", "extra_forbidden")}
    assert world.storage == storage


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_name_that_means_something_to_others_stays_text(world: World, text: str) -> None:
    assert put(display_name=text).send().json()["display_name"] == text
    assert read().json()["display_name"] == text
    assert call("GET", f"{USERS}?query={quote(text)}").status == 200


@pytest.mark.parametrize("name", ["nul\0", "a\r\nb", "\x1b[31m", "\u202eabc", "\x85", "\ud800"])
def test_a_name_is_one_line_that_can_be_shown(world: World, name: str) -> None:
    answer = put(display_name=name).send()

    assert {loc for loc, _ in answer.faults} == {"body.display_name"}
    assert not world.storage.profiles


@holding
@fuzzed
@given(
    st.sampled_from(sorted(ROUTES)),
    JSON_VALUES | st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES),
)
def test_no_body_makes_the_service_fail(world: World, name: str, body: Any) -> None:  # noqa: ANN401 - any
    method, address, *_ = ROUTES[name]

    assert call(method, address, body=body).status in ACCEPTED


@holding
@fuzzed
@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["asg_", "ent_", "blk_", ""]))
def test_no_id_makes_the_service_fail(world: World, path: str, text: str, prefix: str) -> None:
    address = f"{USERS}/{path.replace('?', '') or 'x'}"
    body = {"entry_id": f"{prefix}{text}"}

    for answer in (
        call("GET", address),
        call("GET", f"{address}/assignment-history"),
        call("DELETE", f"{address}/assignment"),
        call("PUT", address, body=GRACE),
        call("POST", f"{path_of('grace')}/revert-assignment", body=body),
        call("POST", f"{ASSET}/undo-assign", body={"assignment_id": f"{prefix}{text}"}),
        call("POST", f"{ASSET}/undo-assign", body={"bulk_id": f"{prefix}{text}"}),
        call("POST", BULK_ASSIGN, body={"asset_id": f"{prefix}{text}", "user_ids": ["grace"]}),
        call("GET", f"{OPERATIONS}/{path.replace('?', '') or 'x'}"),
    ):
        assert answer.status in ACCEPTED


@holding
@fuzzed
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_parameter_makes_the_service_fail(
    world: World, query: str, since: str, until: str, cursor: str
) -> None:
    found = f"?query={quote(query)}"
    history = f"?from={quote(since)}&to={quote(until)}"

    assert call("GET", f"{USERS}{found}").status in {200, 422}
    assert call("GET", f"{USERS}{found}&cursor={quote(cursor)}").status in {200, 400, 422}
    assert call("GET", f"{path_of('grace')}/assignment-history{history}").status in {200, 422}


@holding
@fuzzed
@given(st.text(max_size=60))
def test_no_precondition_makes_the_service_fail(world: World, if_match: str) -> None:
    headers = {"If-Match": if_match}

    assert call("PUT", path_of("grace"), body=GRACE, headers=headers).status in {200, 201, 412}
    assert call("DELETE", ASSET, headers=headers).status in {404, 409, 412}
