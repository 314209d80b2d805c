"""How a conversion that was recorded reaches the queue, also after a crash in between."""

from datetime import datetime, timedelta
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.jobs import Job
from mediadesk.ports import JobQueue, JobStore

RESEND_AFTER: Final = timedelta(seconds=30)
"""A message that was not handed over for so long has lost its sender."""
AGAIN_EVERY: Final = timedelta(minutes=15)
SWEPT_EVERY: Final = timedelta(minutes=1)


def is_due_again(queued_at: datetime, at: datetime) -> bool:
    """Whether a job that still waits is handed over once more, as its message may be lost.

    A message gets lost, or stays hidden for hours, when its receiver dies before it claims the
    job. True in the first minute of each quarter of an hour, so that sweeps need not remember.
    """
    waited = at - queued_at
    return waited >= AGAIN_EVERY and waited % AGAIN_EVERY < SWEPT_EVERY


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
