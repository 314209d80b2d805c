"""Jobs, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

from mediadesk.domain.asset_life import delete, fail, reject_upload
from mediadesk.domain.conversions import ConversionError, ConversionStatus
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import JobId
from mediadesk.domain.jobs import Job, job_of
from mediadesk.domain.media_limits import MediaLimits
from tests.aws.backends import Stores
from tests.aws.test_asset_store import created, saved
from tests.builders import claimed, completed, queued
from tests.fakes import START

SOON = START + timedelta(seconds=10)


def test_a_queued_asset_has_a_job_whose_message_is_still_to_be_sent(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    assert stores.jobs.attempts(asset.asset_id) == [job_of(waiting)]
    assert stores.jobs.unsent(SOON) == [job_of(waiting)]


def test_what_was_queued_only_just_now_is_left_to_its_sender(stores: Stores) -> None:
    asset = created(stores)
    saved(stores, asset, queued(asset))
    assert stores.jobs.unsent(START) == []


def test_unsent_jobs_come_oldest_first(stores: Stores) -> None:
    ages = {1: timedelta(seconds=2), 2: timedelta(seconds=1), 3: timedelta(seconds=3)}
    for number, age in ages.items():
        asset = created(stores, number)
        saved(stores, asset, queued(asset, START + age))
    queued_at = [job.queued_at - START for job in stores.jobs.unsent(SOON)]
    assert queued_at == sorted(ages.values())


def test_a_sent_job_is_not_sent_again_however_often_that_is_said(stores: Stores) -> None:
    asset = created(stores)
    job = job_of(saved(stores, asset, queued(asset)))
    stores.jobs.mark_sent(job)
    stores.jobs.mark_sent(job)
    assert stores.jobs.unsent(SOON) == []
    [stored] = stores.jobs.attempts(asset.asset_id)
    assert stored.status is ConversionStatus.QUEUED
    assert not stored.is_unsent


def test_to_have_sent_an_unknown_job_changes_nothing(stores: Stores) -> None:
    asset = created(stores)
    stores.jobs.mark_sent(job_of(queued(asset)))
    assert stores.jobs.attempts(asset.asset_id) == []


def test_a_claimed_job_counts_as_sent_also_when_nobody_said_so(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    running = saved(stores, waiting, claimed(waiting))
    assert stores.jobs.unsent(SOON) == []
    assert stores.jobs.attempts(asset.asset_id) == [job_of(running)]


def test_a_job_follows_its_asset_to_the_end(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    running = saved(stores, waiting, claimed(waiting))
    done = saved(stores, running, completed(running))
    assert stores.jobs.attempts(asset.asset_id) == [job_of(done)]


def test_a_refused_upload_leaves_a_job_that_says_why(stores: Stores) -> None:
    asset = created(stores)
    error = ConversionError.of(MediaFault.SIZE_MISMATCH, MediaLimits())
    refused = saved(stores, asset, reject_upload(asset, JobId("job_1"), error, START))
    [job] = stores.jobs.attempts(asset.asset_id)
    assert job == job_of(refused)
    assert job.error == error


def ended(stores: Stores, number: int, after: timedelta) -> Job:
    """The job of a conversion that failed so long after the start."""
    asset = created(stores, number)
    waiting = saved(stores, asset, queued(asset))
    running = saved(stores, waiting, claimed(waiting))
    error = ConversionError.of(MediaFault.TIMED_OUT, MediaLimits())
    failed = fail(running, running.current_conversion.run_id, error, START + after)
    return job_of(saved(stores, running, failed))


def test_ended_jobs_are_to_be_tidied_up_after_oldest_first(stores: Stores) -> None:
    later, first, second = (
        ended(stores, number, timedelta(seconds=seconds))
        for number, seconds in ((1, 30), (2, 10), (3, 20))
    )
    assert stores.jobs.untidied(START + timedelta(seconds=30), 10) == [first, second]
    assert stores.jobs.untidied(START + timedelta(seconds=31), 10) == [first, second, later]
    assert stores.jobs.untidied(START + timedelta(seconds=31), 1) == [first]


def test_one_run_that_made_everything_leaves_nothing_to_tidy_up(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    running = saved(stores, waiting, claimed(waiting))
    saved(stores, running, completed(running, START + timedelta(seconds=1)))
    assert stores.jobs.untidied(SOON, 10) == []


def test_a_job_that_still_runs_is_left_alone(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    saved(stores, waiting, claimed(waiting))
    assert stores.jobs.untidied(SOON, 10) == []


def test_what_was_tidied_up_is_not_tidied_again_however_often_that_is_said(
    stores: Stores,
) -> None:
    job = ended(stores, 1, timedelta(seconds=1))
    stores.jobs.mark_tidied(job)
    stores.jobs.mark_tidied(job)
    assert stores.jobs.untidied(SOON, 10) == []
    assert stores.jobs.attempts(job.asset_id) == [replace(job, is_untidied=False)]


def test_what_was_sent_is_not_tidied_up_thereby_nor_the_other_way_round(stores: Stores) -> None:
    asset = created(stores)
    waiting = job_of(saved(stores, asset, queued(asset)))
    stores.jobs.mark_tidied(waiting)
    assert stores.jobs.unsent(SOON) == [waiting]
    done = ended(stores, 2, timedelta(seconds=1))
    stores.jobs.mark_sent(done)
    assert stores.jobs.untidied(SOON, 10) == [done]


def test_a_deletion_leaves_its_job_as_tidy_as_it_was(stores: Stores) -> None:
    job = ended(stores, 1, timedelta(seconds=1))
    stores.jobs.mark_tidied(job)
    asset = stores.assets.get(job.asset_id)
    saved(stores, asset, delete(asset, SOON))
    assert stores.jobs.untidied(SOON, 10) == []


def test_an_asset_that_was_never_queued_has_no_attempts(stores: Stores) -> None:
    assert stores.jobs.attempts(created(stores).asset_id) == []
