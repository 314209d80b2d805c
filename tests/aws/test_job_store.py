"""Jobs, in the fakes and in DynamoDB alike."""

from datetime import timedelta

from mediadesk.domain.assets import ConversionStatus, reject_upload
from mediadesk.domain.ids import JobId
from mediadesk.domain.jobs import job_of
from mediadesk.domain.media import MediaFault
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
    fault = MediaFault.SIZE_MISMATCH
    refused = saved(stores, asset, reject_upload(asset, JobId("job_1"), fault, START))
    [job] = stores.jobs.attempts(asset.asset_id)
    assert job == job_of(refused)
    assert job.error is not None
    assert job.error.code == fault.value


def test_an_asset_that_was_never_queued_has_no_attempts(stores: Stores) -> None:
    assert stores.jobs.attempts(created(stores).asset_id) == []
