"""Answers of requests that changed nothing are kept as all others are."""

from datetime import timedelta

import pytest

from mediadesk.domain.errors import WriteConflict
from tests.aws.backends import Stores
from tests.builders import an_answer
from tests.fakes import START


def test_an_answer_is_found_again(stores: Stores) -> None:
    stores.answers.add(an_answer(version=3))
    assert stores.answers.find(an_answer().operation_id) == an_answer(version=3)
    assert stores.answers.find(an_answer("another").operation_id) is None


def test_one_that_still_counts_is_not_replaced(stores: Stores) -> None:
    stores.answers.add(an_answer(version=3))
    a_day_later = START + timedelta(hours=24)
    with pytest.raises(WriteConflict):
        stores.answers.add(an_answer(received_at=a_day_later, version=4))
    just_after = an_answer(received_at=a_day_later + timedelta(milliseconds=1), version=4)
    stores.answers.add(just_after)
    assert stores.answers.find(just_after.operation_id) == just_after
