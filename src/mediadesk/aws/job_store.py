"""Jobs in DynamoDB: what was tried on an asset, and what a sweep must still do about it."""

from contextlib import suppress
from datetime import datetime

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.job_records import JOB, job_from, job_key
from mediadesk.aws.job_rows import SEND, TIDY, JobRow
from mediadesk.aws.records import partition
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
        return [job for job in self._todo(SEND, before) if job.is_unsent]

    def mark_sent(self, job: Job) -> None:
        self._mark_done(job, SEND)

    def untidied(self, before: datetime, limit: int) -> list[Job]:
        return [job for job in self._todo(TIDY, before, limit) if job.is_untidied]

    def mark_tidied(self, job: Job) -> None:
        self._mark_done(job, TIDY)

    def _todo(self, what: str, before: datetime, limit: int | None = None) -> list[Job]:
        """Oldest first. The index may lag behind: what it names is read again."""
        with translated():
            earlier = JobRow.todo_at < before
            keys = [
                (row.pk, row.sk) for row in self._jobs.by_todo.query(what, earlier, limit=limit)
            ]
            found = {(row.pk, row.sk): row for row in self._jobs.batch_get(keys, True)}
        return [job_from(found[key]) for key in keys if key in found]

    def _mark_done(self, job: Job, what: str) -> None:
        row = self._jobs(*job_key(job.asset_id, job.attempt))
        with suppress(WriteConflict):
            actions = [JobRow.todo.remove(), JobRow.todo_at.remove()]
            self._database.update(row, actions, JobRow.todo == what)
