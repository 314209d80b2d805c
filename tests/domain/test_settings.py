"""What a deployment tells the code by its environment."""

import pytest

from mediadesk.settings import Settings


def test_what_is_not_told_is_as_always() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings().bulk_calls_a_minute == 10
    assert Settings().bulk_users_an_hour == 50_000


def test_what_is_told_counts_numbers_as_numbers() -> None:
    told = {
        "MEDIADESK_STAGE": "prod",
        "MEDIADESK_JOB_LEASE_S": "90",
        "MEDIADESK_BULK_CALLS_A_MINUTE": "3",
        "MEDIADESK_BULK_USERS_AN_HOUR": "500",
        "HOME": "/root",
    }
    assert Settings.from_environment(told) == Settings(
        stage="prod", job_lease_s=90, bulk_calls_a_minute=3, bulk_users_an_hour=500
    )


def test_a_number_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="many"):
        Settings.from_environment({"MEDIADESK_BULK_CALLS_A_MINUTE": "many"})
