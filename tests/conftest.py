"""What holds for every test: nothing leaves this machine."""

import sys
from typing import Any

from hypothesis import settings

from tests.stacks import (
    admin,
    auditor,
    clip,
    long_clip,
    outsider,
    real_clip,
    stack,
    stack_folder,
)

# One stack serves every test of the run that needs one.
__all__ = [
    "admin",
    "auditor",
    "clip",
    "long_clip",
    "outsider",
    "real_clip",
    "stack",
    "stack_folder",
]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})

# A busy machine is no fault of the code: how long an example takes is measured elsewhere.
settings.register_profile("mediadesk", deadline=None)
settings.load_profile("mediadesk")


def stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: refuses every connection that would leave this machine."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name not in LOOPBACK:
        raise PermissionError(f"A test tried to reach {name}.")


sys.addaudithook(stay_here)
