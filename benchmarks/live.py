"""From a change to the frames that tell of it, beside what the emulator alone takes to wake up."""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.wake_up import Probe, probing
from local.account import Account
from local.outputs import Outputs
from local.stack import running
from tests.flows.consumer import Consumer, created, ok
from tests.flows.crowds import Tables
from tests.stacks import signed_in

CHANGES: Final = 200
WARM_UPS: Final = 5
AUDIENCES: Final = (1, 100)
MOST_BEYOND_MS: Final = 300.0
PATIENCE_S: Final = 60.0
ROWS: Final = (
    ("the emulator's wake-up", "wake_up"),
    ("change to frame", "typical"),
    ("change to the last client", "last"),
    ("change to frame, beyond the wake-up", "beyond"),
)


class Arrival(NamedTuple):
    client: int
    event_id: str
    at: float


Arrivals: TypeAlias = "asyncio.Queue[Arrival]"


@dataclass(slots=True)
class Lags:
    """Milliseconds, of each change; the wake-up is measured right after it."""

    wake_up: list[float] = field(default_factory=list)
    typical: list[float] = field(default_factory=list)
    """To the median client."""
    last: list[float] = field(default_factory=list)

    @property
    def beyond(self) -> list[float]:
        """What was longer than the wake-up."""
        return [lag - wake_up for lag, wake_up in zip(self.typical, self.wake_up, strict=True)]


def report(show: Callable[[str], None]) -> bool:
    """A table for each number of clients; whether what is promised holds for all of them."""
    show(f"milliseconds from the stamp of a change to its frame's arrival; {CHANGES} changes each")
    with (
        tempfile.TemporaryDirectory(prefix="mediadesk-bench-") as name,
        running(Path(name)) as outputs,
    ):
        found = asyncio.run(_measured(outputs))
    for count, lags in found.items():
        for line in _table(count, lags):
            show(line)
    return all(statistics.median(lags.beyond) <= MOST_BEYOND_MS for lags in found.values())


async def _measured(outputs: Outputs) -> dict[int, Lags]:
    found = {}
    with (
        signed_in(outputs, "ada") as admin,
        closing(Account(outputs.endpoint_url)) as account,
        probing(outputs) as probe,
    ):
        tables = Tables(outputs, lambda _: account.dynamodb)
        for count in AUDIENCES:
            asset_id = tables.asset()
            async with _audience(admin, count) as arrivals:
                found[count] = await _lags(admin, asset_id, probe, arrivals, count)
    return found


@asynccontextmanager
async def _audience(admin: Consumer, count: int) -> AsyncIterator[Arrivals]:
    """What so many clients hear that follow all assets."""
    arrivals: Arrivals = asyncio.Queue()
    async with asyncio.TaskGroup() as tasks:
        # One after the other: each handshake keeps processes of several functions busy.
        listening = [
            tasks.create_task(_listen(n, await _follow(admin), arrivals)) for n in range(count)
        ]
        yield arrivals
        for each in listening:
            each.cancel()


async def _follow(admin: Consumer) -> ClientConnection:
    ticket = await asyncio.to_thread(admin.http.post, "/api/admin/websocket-tickets")
    socket = await connect(created(ticket)["url"], ping_interval=None)
    await socket.send(json.dumps({"action": "subscribe", "topics": ["assets"]}))
    while json.loads(await socket.recv())["type"] != "subscribed":
        continue
    return socket


async def _listen(client: int, socket: ClientConnection, arrivals: Arrivals) -> None:
    async with socket:
        async for text in socket:
            at = time.time()
            arrivals.put_nowait(Arrival(client, json.loads(text).get("event_id", ""), at))


async def _lags(
    admin: Consumer, asset_id: str, probe: Probe, arrivals: Arrivals, count: int
) -> Lags:
    lags = Lags()
    for number in range(WARM_UPS + CHANGES):
        changed = await asyncio.to_thread(_change, admin, asset_id, is_deleted=number % 2 == 0)
        times = await _heard(arrivals, f"{asset_id}:{changed.version}", count)
        # What else follows from the change has been worked off before a first probe is.
        await asyncio.to_thread(probe.wake_up_s)
        wake_up_s = await asyncio.to_thread(probe.wake_up_s)
        if number >= WARM_UPS:
            lags.wake_up.append(1000 * wake_up_s)
            lags.typical.append(1000 * (statistics.median(times) - changed.at))
            lags.last.append(1000 * (max(times) - changed.at))
    return lags


class Change(NamedTuple):
    version: int
    at: float
    """The stamp that it bears, made before it was written."""


def _change(admin: Consumer, asset_id: str, *, is_deleted: bool) -> Change:
    path = f"/api/admin/assets/{asset_id}"
    answer = admin.http.delete(path) if is_deleted else admin.http.post(f"{path}/restore")
    asset = ok(answer)
    return Change(asset["version"], datetime.fromisoformat(asset["updated_at"]).timestamp())


async def _heard(arrivals: Arrivals, event_id: str, count: int) -> list[float]:
    """When each client got it; TimeoutError when one does not."""
    times: dict[int, float] = {}
    async with asyncio.timeout(PATIENCE_S):
        while len(times) < count:
            arrival = await arrivals.get()
            if arrival.event_id == event_id:
                times.setdefault(arrival.client, arrival.at)
    return list(times.values())


def _table(count: int, lags: Lags) -> Iterator[str]:
    yield f"{f'{count} connected':<38}{'median':>8}{'p95':>8}"
    for name, column in ROWS:
        found: list[float] = getattr(lags, column)
        p95 = statistics.quantiles(found, n=20)[-1]
        yield f"{name:<38}{statistics.median(found):>8.0f}{p95:>8.0f}"
    holds = statistics.median(lags.beyond) <= MOST_BEYOND_MS
    yield f"{'holds' if holds else 'FAILS':<6} at most {MOST_BEYOND_MS:.0f} beyond, as a median"
