"""Time, chance and progress: what a test sets by hand."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""The present moment, UTC, whole milliseconds."""
NewId = Callable[[str], str]
"""A new identifier with the given prefix; later ones sort after earlier ones."""
Pause = Callable[[float], None]
"""Waits a random part of so many seconds, so that those who collided don't collide again."""
Tick = Callable[[float], None]
"""Called with the share done (0.0 to 1.0), at least every second; what it raises ends the work."""
