"""What a running local stack tells others: addresses, sign-ins and names, kept in one file."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Person:
    """A sign-in of the local user pool."""

    password: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outputs:
    """Everything that a client or a test needs to reach the stack.

    `functions` are named by their modules, such as `upload.on_request`; `tables` as in
    `mediadesk.tables`; `queues` are addresses.
    """

    api_url: str
    websocket_url: str
    console_url: str
    docs_url: str
    endpoint_url: str
    region: str
    account: str
    user_pool_id: str
    user_pool_client_id: str
    users: Mapping[str, Person]
    buckets: Mapping[str, str]
    queues: Mapping[str, str]
    tables: Mapping[str, str]
    functions: Mapping[str, str]

    def write(self, path: Path) -> None:
        """Replace the file in one step; it holds passwords, so only its owner may read it."""
        beside = path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file, indent=2)
        beside.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The outputs in that file; OSError when there is none."""
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        people = {
            name: Person(person["password"], tuple(person["groups"]))
            for name, person in kept.pop("users").items()
        }
        return cls(users=people, **kept)
