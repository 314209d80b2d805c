"""Two hundred clients, whose connections are cut all the time while the world changes."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from local.outputs import Outputs
from mediadesk.contracts.socket import BulkDecided, Event
from mediadesk.domain.topics import ALL_ASSETS
from tests.flows.consumer import Consumer
from tests.flows.crowds import Tables
from tests.flows.stirring import Stirring
from tests.flows.storm import Client, Source

CLIENTS: Final = 200
FOLLOWING_ALL: Final = 150
DURATION_S: Final = 60.0
CUTS: Final = 450
"""Planned; where the machine is too slow for so many, fewer."""
CHANGES: Final = 75
SEED: Final = 6
HANDSHAKES: Final = 6
"""At the same time: each keeps processes of several functions busy."""


@pytest.mark.timeout(600)
def test_whatever_is_cut_each_client_ends_with_every_event_once_and_with_the_present(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any], clip: Path
) -> None:
    start, _ = admin.told(ALL_ASSETS)
    stirring = Stirring(admin, Tables(stack, aws), clip, random.Random(SEED))  # noqa: S311 - no secret
    asyncio.run(_weathered(admin, stirring, start))


async def _weathered(admin: Consumer, stirring: Stirring, start: str) -> None:
    async with _crowd(admin, stirring.topics) as clients:
        early = await _logged(admin, start)
        _, cuts = await asyncio.gather(_stir(stirring), _cut(clients))
        assert cuts > CUTS / 4
        await asyncio.to_thread(stirring.come_to_rest)
        await asyncio.gather(*(client.connect_again() for client in clients))
        expected = await _logged(admin, start) - early
        assert stirring.event_ids <= expected
        of_all, of_items = clients[:FOLLOWING_ALL], clients[FOLLOWING_ALL:]
        await asyncio.gather(*(_require_each_event(client, expected) for client in of_all))
        positions = await asyncio.to_thread(_positions, admin, stirring.topics)
        await _require_present(of_items, positions)
        logged = await _logged(admin, start)
        for client in of_all:
            _require_once_and_in_order(client.events)
            assert client.event_ids <= logged


@asynccontextmanager
async def _crowd(admin: Consumer, topics: list[str]) -> AsyncIterator[list[Client]]:
    """All of them connected; some follow one item each."""
    doors = asyncio.Semaphore(HANDSHAKES)
    headers = {"Authorization": admin.http.headers["authorization"]}
    async with (
        httpx.AsyncClient(base_url=admin.http.base_url, headers=headers, timeout=60) as http,
        asyncio.TaskGroup() as tasks,
    ):
        wanted = [str(ALL_ASSETS)] * FOLLOWING_ALL
        wanted += [topics[place % len(topics)] for place in range(CLIENTS - FOLLOWING_ALL)]
        clients = [Client(topic, Source(http)) for topic in wanted]
        staying = [tasks.create_task(client.stay(doors)) for client in clients]
        await asyncio.gather(*(client.caught_up() for client in clients))
        yield clients
        for each in staying:
            each.cancel()


async def _stir(stirring: Stirring) -> None:
    for number in range(CHANGES):
        pace = asyncio.sleep(DURATION_S / CHANGES)
        await asyncio.gather(asyncio.to_thread(stirring.step, number), pace)


async def _cut(clients: list[Client]) -> int:
    """How many connections were cut; most clients have one at any time."""
    chance, cuts = random.Random(SEED), 0  # noqa: S311 - no secret
    for _ in range(CUTS):
        connected = [client for client in clients if client.is_connected]
        if len(connected) > CLIENTS / 2:
            chance.choice(connected).cut()
            cuts += 1
        await asyncio.sleep(chance.expovariate(CUTS / DURATION_S))
    return cuts


async def _require_each_event(client: Client, expected: set[str]) -> None:
    try:
        await client.until(lambda: expected <= client.event_ids)
    except TimeoutError:
        missed = sorted(expected - client.event_ids)
        raise AssertionError(f"after {client.connections} connections: {missed}") from None


async def _require_present(clients: list[Client], cursors: dict[str, str]) -> None:
    """What each knows is what is shown, and it got as far as the item."""
    shown = {topic: await clients[0].source.present(topic) for topic in cursors}
    for client in clients:
        await client.knows(cursors[client.topic], shown[client.topic])


def _positions(admin: Consumer, topics: list[str]) -> dict[str, str]:
    """Where they stand."""
    with admin.socket() as socket:
        found = socket.subscribe(*topics)["topics"]
    return {each["topic"]: each["cursor"] for each in found}


def _require_once_and_in_order(events: list[Event]) -> None:
    places: dict[str, list[int]] = {}
    for event in events:
        item, place = _place(event)
        places.setdefault(item, []).append(place)
    for item, found in places.items():
        assert found == sorted(set(found)), item


def _place(event: Event) -> tuple[str, int]:
    """What it is about, and how many changes of that there had been then."""
    name, _, number = event.event_id.rpartition(":")
    if isinstance(event, BulkDecided):
        return name, event.version
    is_of_holders = number.startswith("h")
    return f"{name} {is_of_holders}", int(number.removeprefix("h"))


async def _logged(admin: Consumer, since: str) -> set[str]:
    """Ids of all events since then, by polling."""
    _, events = await asyncio.to_thread(admin.told, ALL_ASSETS, since=since)
    return {str(event["event_id"]) for event in events}
