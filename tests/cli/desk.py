"""What the service of these tests holds, and what a test may make it do."""

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition
from typing import Final

from pydantic import BaseModel

from mediadesk.contracts.http import Asset, Attempt, NewAsset, Problem
from mediadesk.contracts.socket import Event, FrameError, Progress
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.media import FORM_BYTES, PART_BYTES
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.edge import problems
from tests.cli.bulks import Bulks
from tests.cli.directory import Directory
from tests.cli.stories import GOOD, Step, Story, announced, frame

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
PEOPLE = {"ada": "secret-of-ada", "eve": "secret-of-eve"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Desk:
    """State and knobs of the service; `story` is what happens to assets uploaded from now on."""

    story: Story = GOOD
    takes_sockets: bool = True
    loses: frozenset[ConversionStatus] = frozenset()
    """Frames about these states get lost on the way."""
    next_answers: dict[str, deque[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)
    stories: dict[str, deque[Step]] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """What storage has of files that come in parts, by asset and number."""
    form_bytes: int = FORM_BYTES
    part_bytes: int = PART_BYTES
    addresses_until: datetime = NEVER
    """Until when the addresses of parts are said to work."""
    attempts: dict[str, list[Attempt]] = field(default_factory=dict)
    """Those before the present one, the newest first."""
    tokens: dict[str, str] = field(default_factory=dict)
    lock: Condition = field(default_factory=Condition)
    directory: Directory = field(default_factory=Directory)
    bulks: Bulks = field(init=False)
    loses_answers_of: set[str] = field(default_factory=set)
    """The next call of each is carried out, and its answer gets lost."""
    remembered: dict[str, Answer] = field(default_factory=dict)
    """Answers by their Idempotency-Key."""
    news: list[Event] = field(default_factory=list)
    """What subscribers of its topic are told first, each time that they subscribe."""
    log: list[Event] = field(default_factory=list)
    """What was told under `assets`; cursors are places in it."""
    forgets: bool = False
    """The log no longer reaches back to any cursor."""
    refusal: FrameError | None = None
    """What subscriptions to its topic get, or all if it is about none."""
    confirms: bool = True
    """Else a subscription is in force, and never said to be."""
    lost_frames: int = 0
    """So many next ones of clients are answered by the gateway, in place of the service."""
    refused_handshakes: int = 0
    refused_cursors: int = 0
    """So many next ones of the kind are refused."""
    reads: int = 0
    http_url: str = ""
    socket_url: str = ""

    def __post_init__(self) -> None:
        self.bulks = Bulks(self.directory)

    def answers_next(self, call: str, *answers: Answer) -> None:
        """The next calls of `GET /path` and the like get these answers instead."""
        self.next_answers.setdefault(call, deque()).extend(answers)

    def calls(self, method: str, path: str) -> list[Asked]:
        return [asked for asked in self.asked if (asked.method, asked.path) == (method, path)]

    def announce(self, new: NewAsset) -> Asset:
        with self.lock:
            asset = announced(new, len(self.assets) + 1)
            self.assets[asset.asset_id] = asset
            self.stories[asset.asset_id] = deque()
            return asset

    def store(self, asset_id: str, content: bytes) -> None:
        with self.lock:
            self.stored[asset_id] = content
            self.stories[asset_id].extend(self.story)

    def tell(self, asset: Asset, before: Asset, topic: str) -> str:
        """The frame about a step, as text; events go into the log."""
        with self.lock:
            told = frame(asset, before, ALL_ASSETS, place(len(self.log) + 1))
            if not isinstance(told, Progress):
                self.log.append(told)
        shown = told if topic == ALL_ASSETS else frame(asset, before, topic)
        return shown.model_dump_json()

    def move_on(self, asset_id: str) -> tuple[Asset, Asset | None] | None:
        """The asset before and after its next step; None at the end of its story."""
        with self.lock:
            story, before = self.stories[asset_id], self.assets[asset_id]
            if not story:
                return None
            after = story.popleft()(before)
            self.assets[asset_id] = after or before
            return before, after

    def count_read(self) -> None:
        with self.lock:
            self.reads += 1
            self.lock.notify_all()

    def await_read(self, reads: int) -> None:
        """Until somebody has read more often than `reads` times."""
        with self.lock:
            self.lock.wait_for(lambda: self.reads > reads, timeout=30)

    def sign_in(self, user: str) -> str:
        token = f"token-{len(self.tokens) + 1}-of-{user}"
        self.tokens[token] = user
        return token

    def write_outputs(self, path: Path) -> Path:
        outputs = {
            "api_url": self.http_url,
            "websocket_url": self.socket_url,
            "endpoint_url": self.http_url,
            "region": "eu-central-1",
            "user_pool_id": "pool",
            "user_pool_client_id": "client",
            "users": {
                name: {"password": password, "groups": ["admin"] if name == "ada" else []}
                for name, password in PEOPLE.items()
            },
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(outputs))
        return path


def place(number: int) -> str:
    """A cursor of `assets`."""
    return f"{number:013}-{number:026}"


def json_answer(status: int, shape: BaseModel) -> Answer:
    return Answer(status, shape.model_dump_json().encode(), {"Content-Type": "application/json"})


def told(error: MediadeskError) -> Answer:
    """An error as the service tells it."""
    answer = problems.problem(error, path="/somewhere", request_id="req-7")
    headers = {name: str(value) for name, value in answer.headers.items()}
    return Answer(answer.status_code, str(answer.body).encode(), headers)


def problem(error: type[MediadeskError], status: int, detail: str) -> Answer:
    body = Problem(
        type=f"urn:mediadesk:problem:{error.code}",
        title=error.title,
        status=status,
        detail=detail,
        instance="/somewhere",
        code=error.code,
        request_id="req-7",
    )
    return Answer(
        status,
        body.model_dump_json(exclude_none=True).encode(),
        {"Content-Type": "application/problem+json"},
    )
