"""How entry points come by their services."""

from itertools import count

from mediadesk.wiring.built import Built


def test_a_service_is_built_at_the_first_call_and_once() -> None:
    numbers = count()
    service = Built(lambda: next(numbers))

    assert [service(), service()] == [0, 0]
    assert next(numbers) == 1


def test_a_service_that_is_given_is_used_within_the_block_only() -> None:
    service = Built(lambda: "built")

    with service.given("outer"), service.given("inner"):
        assert service() == "inner"
    assert service() == "built"


def test_where_a_service_is_given_nothing_is_built() -> None:
    numbers = count(1)
    service = Built(lambda: next(numbers))

    with service.given(0):
        assert service() == 0
    assert service() == 1
