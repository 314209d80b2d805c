"""A converter that is killed: run as a program, it handles each message in a child of its own.

Reads a line of JSON for each: `body` of the message, and perhaps `die_at`, the count of calls of
AWS before or after which the child kills itself, or `die_after_s`. Answers with a line of JSON.
"""

import json
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import Any

from botocore.httpsession import URLLib3Session

from functions.convert.on_job import handler
from mediadesk import wiring
from tests.functions.events import failed, messages
from tests.gateway import Context

DIED = "died"


class Hour(Context):
    """A call that has time enough."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 3_600_000


def main() -> None:
    """Until standard input ends."""
    wiring.settings()
    for line in sys.stdin:
        print(json.dumps(_handled(json.loads(line))), flush=True)


def _handled(asked: dict[str, Any]) -> str:
    """`done`, `again` when the message must be delivered once more, or `died`."""
    child = os.fork()
    if child == 0:
        _work(asked["body"], asked.get("die_at"))
    _end_after(child, asked.get("die_after_s"))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return DIED
    return "again" if os.WEXITSTATUS(status) else "done"


def _work(body: str, die_at: int | None) -> None:
    """Never returns."""
    # The answers go to the one who asked; what a function logs does not.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if die_at is not None:
        _set_trap(die_at)
    os._exit(1 if failed(handler(messages(body), Hour())) else 0)


def _set_trap(die_at: int) -> None:
    """Die before the call of that number for an even count, after it for an odd one."""
    send: Callable[..., Any] = URLLib3Session.send
    calls = iter(range(die_at + 2))

    def trapped(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - any client's call
        number = next(calls, None)
        if number is not None and 2 * number == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(*arguments, **options)
        if number is not None and 2 * number + 1 == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    URLLib3Session.send = trapped  # type: ignore[method-assign] # in this child alone


def _end_after(child: int, seconds: float | None) -> None:
    if seconds is None:
        return
    ended = select.poll()
    ended.register(os.pidfd_open(child), select.POLLIN)
    if not ended.poll(seconds * 1000):
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
