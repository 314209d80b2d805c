"""What the runner tells the engine's front door once everything is deployed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Openings:
    """`doors` maps a path prefix to the prefix that replaces it; `headers` has what is added to
    the answers behind a door; `people` are those whom the sign-in page offers by name.
    """

    doors: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def replace(self, told: Mapping[str, Any]) -> None:
        """Forget what was told before."""
        self.doors = told["doors"]
        self.headers = told["headers"]
        self.people = told["people"]

    def door_to(self, path: str) -> str | None:
        """The door through which this path leads, if there is one."""
        return next((d for d in self.doors if path == d or path.startswith(d + "/")), None)
