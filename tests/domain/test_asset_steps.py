"""What may happen to an asset, and what may not: one step at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain import asset_life as life
from mediadesk.domain.assets import as_announced, output_key
from mediadesk.domain.conversions import TRANSITIONS, ConversionStatus, RunId
from mediadesk.domain.errors import (
    AssetUnavailable,
    IllegalTransition,
    LeaseLost,
)
from mediadesk.domain.fan_out import FanOut
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import JobId
from mediadesk.domain.jobs import job_of
from mediadesk.domain.media import OutputKind
from tests.domain.test_asset_life import (
    LEASE,
    MEDIA,
    NOW,
    announced,
    error,
    made,
    processing,
    queued,
    with_every_output,
)

FIRST = RunId(1, 1)


def test_a_lease_holds_to_its_last_instant() -> None:
    asset = processing()
    with pytest.raises(IllegalTransition):
        life.claim(asset, 1, NOW + LEASE, LEASE)
    taken = life.claim(asset, 1, NOW + LEASE + timedelta(milliseconds=1), LEASE)
    assert taken.current_conversion.run == 2


def test_a_converter_that_was_replaced_writes_to_a_place_of_its_own() -> None:
    first = processing()
    second = life.claim(first, 1, NOW + 2 * LEASE, LEASE)
    assert output_key(first, OutputKind.WEBM) != output_key(second, OutputKind.WEBM)


def test_a_message_of_another_attempt_claims_nothing() -> None:
    with pytest.raises(IllegalTransition):
        life.claim(queued(), 2, NOW, LEASE)


def test_an_asset_without_a_conversion_says_so() -> None:
    with pytest.raises(IllegalTransition):
        _ = announced().current_conversion


def test_what_was_announced_can_be_shown_again_whatever_became_of_it() -> None:
    completed = life.complete(with_every_output(processing()), FIRST, NOW + LEASE)
    assert replace(as_announced(completed), audit=announced().audit) == announced()


@pytest.mark.parametrize("status", ConversionStatus)
def test_a_status_is_terminal_exactly_when_nothing_follows(status: ConversionStatus) -> None:
    assert status.is_terminal == (not TRANSITIONS[status] - {ConversionStatus.QUEUED})


def test_a_deleted_asset_is_not_retried() -> None:
    failed = life.fail(processing(), FIRST, error(MediaFault.TIMED_OUT), NOW)
    with pytest.raises(AssetUnavailable):
        life.retry(life.delete(failed, NOW), JobId("job_2"), NOW)


@pytest.mark.parametrize("run", [RunId(1, 2), RunId(2, 1), RunId(99, 99)])
def test_nobody_but_the_present_run_of_the_present_attempt_changes_anything(run: RunId) -> None:
    asset = with_every_output(processing())
    with pytest.raises(LeaseLost):
        life.publish(asset, run, made(OutputKind.GIF), MEDIA, NOW)
    with pytest.raises(LeaseLost):
        life.spread(asset, run, FanOut(2, 2, 0, 1000), MEDIA, NOW)
    with pytest.raises(LeaseLost):
        life.complete(asset, run, NOW)
    with pytest.raises(LeaseLost):
        life.fail(asset, run, error(MediaFault.DAMAGED), NOW)


def test_only_an_attempt_that_may_have_left_something_is_tidied_up_after() -> None:
    first, second = processing(), life.claim(processing(), 1, NOW + 2 * LEASE, LEASE)
    pieces = life.spread(first, FIRST, FanOut(2, 0, 1000, 1000), MEDIA, NOW)
    done = {
        asset: life.complete(with_every_output(asset), asset.current_conversion.run_id, NOW)
        for asset in (first, second, pieces)
    }
    assert [job_of(asset).is_untidied for asset in done.values()] == [False, True, True]
    failed = life.fail(first, FIRST, error(MediaFault.DAMAGED), NOW)
    refused = life.reject_upload(announced(), JobId("job_1"), error(MediaFault.SIZE_MISMATCH), NOW)
    assert job_of(failed).is_untidied
    assert not job_of(refused).is_untidied
    assert not job_of(first).is_untidied


def test_a_rest_that_is_left_to_many_is_not_claimed_however_silent_they_are() -> None:
    left = life.spread(processing(), FIRST, FanOut(2, 2, 0, 1000), MEDIA, NOW)
    with pytest.raises(IllegalTransition):
        life.claim(left, 1, NOW + timedelta(days=1), LEASE)


def test_what_an_attempt_has_shown_is_not_shown_again_by_the_next() -> None:
    shown = life.publish(processing(), FIRST, made(OutputKind.THUMBNAIL), MEDIA, NOW)
    failed = life.fail(shown, FIRST, error(MediaFault.TIMED_OUT), NOW)
    again = life.claim(life.retry(failed, JobId("job_2"), NOW), 2, NOW, LEASE)
    assert again.outputs == shown.outputs
    assert again.missing_outputs == shown.missing_outputs
    assert again.outputs[0].attempt == 1
    assert output_key(again, OutputKind.GIF).split("/")[2:4] == ["2", "1"]


@pytest.mark.parametrize(
    "status", sorted(set(ConversionStatus) - {ConversionStatus.PENDING_UPLOAD})
)
def test_what_lands_under_the_same_key_later_decides_about_nothing(
    status: ConversionStatus,
) -> None:
    asset, job_id = replace(processing(), status=status), JobId("job_2")
    with pytest.raises(IllegalTransition):
        life.queue(asset, job_id, "v2", NOW)
    with pytest.raises(IllegalTransition):
        life.reject_upload(asset, job_id, error(MediaFault.SIZE_MISMATCH), NOW)


@pytest.mark.parametrize("status", ConversionStatus)
def test_only_a_first_claim_follows_a_queued_conversion(status: ConversionStatus) -> None:
    follows = status in TRANSITIONS[ConversionStatus.QUEUED]
    assert follows == (status is ConversionStatus.PROCESSING)
