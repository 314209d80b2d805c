"""How a conversion that was recorded reaches the queue, also after a crash in between."""

from datetime import datetime, timedelta
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.jobs import Job
from mediadesk.ports import JobQueue, JobStore

RESEND_AFTER: Final = timedelta(seconds=30)
"""A message that was not handed over for so long has lost its sender."""


class Outbox:
    """Hands over the messages of jobs; a message may go out twice, never not at all."""

    def __init__(self, jobs: JobStore, queue: JobQueue) -> None:
        self._jobs = jobs
        self._queue = queue

    def send(self, job: Job) -> None:
        request = ConversionRequested(job_id=job.job_id, asset_id=job.asset_id, attempt=job.attempt)
        self._queue.send(request)
        self._jobs.mark_sent(job)

    def resend(self, at: datetime) -> int:
        """Hand over what was left behind; returns how many messages."""
        left_behind = self._jobs.unsent(at - RESEND_AFTER)
        for job in left_behind:
            self.send(job)
        return len(left_behind)
