"""Jobs in DynamoDB: what was tried on an asset, and which messages are still to be handed over."""

from contextlib import suppress
from datetime import datetime

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.records import JOB, job_from, job_key, partition
from mediadesk.aws.rows import UNSENT, JobRow
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.ids import AssetId
from mediadesk.domain.jobs import Job


class DynamoJobStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs = database.rows(JobRow)

    def attempts(self, asset_id: AssetId) -> list[Job]:
        is_job = JobRow.sk.startswith(JOB)
        with translated():
            rows = list(self._jobs.query(partition(asset_id), is_job, consistent_read=True))
        return sorted(map(job_from, rows), key=lambda job: job.attempt, reverse=True)

    def unsent(self, before: datetime) -> list[Job]:
        """The index may lag behind: what it names is read again."""
        with translated():
            keys = [
                (row.pk, row.sk)
                for row in self._jobs.by_unsent.query(UNSENT, JobRow.queued_at < before)
            ]
            jobs = [job_from(row) for row in self._jobs.batch_get(keys, consistent_read=True)]
        waiting = [job for job in jobs if job.is_unsent]
        return sorted(waiting, key=lambda job: (job.queued_at, job.job_id))

    def mark_sent(self, job: Job) -> None:
        row = self._jobs(*job_key(job.asset_id, job.attempt))
        with suppress(WriteConflict):
            self._database.update(row, [JobRow.unsent.remove()], JobRow.unsent.exists())
