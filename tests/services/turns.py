"""Several calls at once, of which one goes on at a time, and only when it is told to."""

import threading
from collections.abc import Callable

from mediadesk.domain.errors import MediadeskError
from tests.faults import Crash, Faults

_this_thread = threading.local()


class Worker:
    """A call that stops before each call of a fake until somebody says `step`.

    `waits_for` names the call of a fake that it is about to make.
    """

    def __init__(self, act: Callable[[], object]) -> None:
        self.is_over = False
        self.went_well = False
        self.waits_for = ""
        self._act = act
        self._trouble: BaseException | None = None
        self._is_killed = False
        self._go = threading.Semaphore(0)
        self._stopped = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def step(self) -> None:
        """Go on to the next call of a fake, or to the end; what nobody expects is raised here."""
        self._go.release()
        self._stopped.acquire()
        if self.is_over:
            self._thread.join()
        if self._trouble is not None:
            raise self._trouble

    def until(self, name: str, count: int = 1) -> None:
        """Go on until that call of a fake is next, for the so-manieth time."""
        for _ in range(count):
            self.step()
            while self.waits_for != name:
                assert not self.is_over, f"ended without another {name}"
                self.step()

    def finish(self) -> None:
        """Go on to the end."""
        while not self.is_over:
            self.step()

    def kill(self) -> None:
        """End without another call, as a process does that is killed."""
        self._is_killed = True
        if not self.is_over:
            self.step()

    def pause(self, name: str) -> None:
        """Let others go on; Crash when there is no coming back."""
        self.waits_for = name
        if not self._is_killed:
            self._stopped.release()
            self._go.acquire()
        if self._is_killed:
            raise Crash

    def _run(self) -> None:
        _this_thread.worker = self
        self._go.acquire()
        try:
            if not self._is_killed:
                self._act()
                self.went_well = True
        except (MediadeskError, Crash):
            pass  # Whoever caused the call will cause it again.
        except BaseException as error:  # noqa: BLE001 - raised again by `step`
            self._trouble = error
        finally:
            self.is_over = True
            self._stopped.release()


class Turns(Faults):
    """Whoever calls a fake waits for its turn before."""

    def enter(self, name: str) -> int | None:
        worker: Worker | None = getattr(_this_thread, "worker", None)
        if worker is not None:
            worker.pause(name)
        return super().enter(name)
