"""How a conversion that was recorded reaches the queue, also after a crash in between."""

from datetime import datetime, timedelta
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.jobs import Job
from mediadesk.ports import JobQueue, JobStore

RESEND_AFTER: Final = timedelta(seconds=30)
"""A message that was not handed over for so long has lost its sender."""
UNHEARD_AFTER: Final = timedelta(minutes=15)
"""A message that was handed over, and whose job nobody claimed for so long, may be lost."""
SWEPT_WITHIN: Final = timedelta(seconds=90)
"""Sweeps come every minute, some of them late; what two of them see goes out twice, harmlessly."""


def is_due_again(since: datetime, at: datetime, patience: timedelta) -> bool:
    """Whether a job that nobody works on is handed over once more: its message may be lost.

    True for a sweep after one, two, four, eight … times `patience`, so that sweeps need not
    remember, and a queue that is merely long is not made much longer.
    """
    times = (at - since) // patience
    is_power_of_two = times > 0 and times & (times - 1) == 0
    return is_power_of_two and (at - since) % patience < SWEPT_WITHIN


class Outbox:
    """Hands over the messages of jobs; a message may go out twice, never not at all."""

    def __init__(self, jobs: JobStore, queue: JobQueue) -> None:
        self._jobs = jobs
        self._queue = queue

    def send(self, job: Job) -> None:
        request = ConversionRequested(job_id=job.job_id, asset_id=job.asset_id, attempt=job.attempt)
        self._queue.send([request])
        self._jobs.mark_sent(job)

    def resend(self, at: datetime) -> int:
        """Hand over what was left behind; returns how many messages."""
        left_behind = self._jobs.unsent(at - RESEND_AFTER)
        for job in left_behind:
            self.send(job)
        return len(left_behind)
