"""When two requests are one operation."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.audit import Actor
from mediadesk.domain.ids import AdminId
from mediadesk.domain.operations import KEPT_FOR, Operation, answered

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1)


def operation(actor: str, key: str | None, request_id: str = "r") -> Operation:
    return Operation(Actor(AdminId(actor)), key, request_id, "hash", NOW)


@given(PRINTABLE, PRINTABLE, PRINTABLE, PRINTABLE)
def test_two_operations_are_the_same_only_with_the_same_admin_and_key(
    actor: str, key: str, other_actor: str, other_key: str
) -> None:
    one, other = operation(actor, key), operation(other_actor, other_key)
    is_same = (actor, key) == (other_actor, other_key)
    assert (one.operation_id == other.operation_id) == is_same


@given(PRINTABLE, PRINTABLE)
def test_a_key_can_not_name_a_request_that_had_none(actor: str, text: str) -> None:
    keyed, keyless = operation(actor, text), operation(actor, None, request_id=text)
    assert keyed.operation_id != keyless.operation_id


def test_an_answer_is_kept_for_a_day() -> None:
    answer = answered(operation("ada", "k"), 201, {"asset_id": "ast_1"})
    assert answer.expires_at == NOW + KEPT_FOR
    assert answer.request_hash == "hash"
