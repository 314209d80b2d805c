"""Who a request comes from, and what their groups allow."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.errors import Forbidden, Unauthorized
from mediadesk.edge.auth import PUBLIC, Principal, principal, require
from tests.gateway import ADMIN, AUDITOR, EXPIRES_AT_S, STRANGER, Person, request

ASSETS = "/api/admin/assets"


def of(person: Person | None) -> Principal:
    return principal(request("GET", ASSETS, person))


def test_the_caller_is_the_user_name_with_its_groups_until_the_token_expires() -> None:
    person = of(Person("ada", ("admin", "auditor")))

    assert person.name == "ada"
    assert person.groups == {"admin", "auditor"}
    assert person.session_until == datetime.fromtimestamp(EXPIRES_AT_S, UTC)


def test_without_claims_there_is_no_caller() -> None:
    with pytest.raises(Unauthorized):
        of(None)


@pytest.mark.parametrize(
    "claims",
    [
        {"token_use": "id"},
        {"username": ""},
        {"exp": ""},
        {"exp": "never"},
        {"exp": "-1"},
        {"exp": "1e9"},
    ],
    ids=lambda claims: "=".join(*claims.items()),
)
def test_a_token_that_is_no_complete_access_token_is_refused(claims: dict[str, str]) -> None:
    with pytest.raises(Unauthorized):
        of(Person(claims=claims))


@pytest.mark.parametrize(
    "written",
    ["admin", "[admin", "admin]", '["admin"]', "[admin,auditor]", "[Admin]", "[ admin-x ]", "[]"],
)
def test_groups_in_any_other_form_name_no_group_that_counts(written: str) -> None:
    person = of(Person(groups=(), claims={"cognito:groups": written}))

    with pytest.raises(Forbidden):
        require(person, f"GET {ASSETS}")


@given(st.text())
def test_no_text_in_place_of_groups_lets_a_stranger_in_unless_it_lists_one(written: str) -> None:
    person = of(Person(groups=(), claims={"cognito:groups": written}))

    listed = written.startswith("[") and {"admin", "auditor"} & set(written[1:-1].split(" "))
    if not listed:
        with pytest.raises(Forbidden):
            require(person, f"GET {ASSETS}")


def test_an_admin_may_do_everything() -> None:
    for route in (f"GET {ASSETS}", f"POST {ASSETS}/upload", "DELETE /api/admin/users/{user_id}"):
        require(of(ADMIN), route)


def test_an_auditor_may_read_and_get_socket_tickets() -> None:
    require(of(AUDITOR), f"GET {ASSETS}")
    require(of(AUDITOR), "POST /api/admin/websocket-tickets")


def test_an_auditor_may_change_nothing() -> None:
    with pytest.raises(Forbidden):
        require(of(AUDITOR), f"POST {ASSETS}/upload")


def test_a_person_without_a_group_may_do_nothing() -> None:
    for route in (f"GET {ASSETS}", "POST /api/admin/websocket-tickets"):
        with pytest.raises(Forbidden):
            require(of(STRANGER), route)


def test_only_the_health_check_is_public() -> None:
    assert {"GET /api/health"} == PUBLIC
