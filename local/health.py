"""Whether the API answers: the last thing to know before calling the stack ready."""

import time
from typing import Final

import httpx

from local.errors import ApiSilent

PATH: Final = "/api/health"
DEADLINE_S: Final = 60.0
POLL_S: Final = 0.1


def await_answer(api_url: str) -> None:
    """Return when the API says that it is well; ApiSilent with its last words when it does not."""
    deadline = time.monotonic() + DEADLINE_S
    said = ""
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(api_url + PATH, timeout=DEADLINE_S, trust_env=False)
        except httpx.TransportError as error:
            said = str(error)
        else:
            if answer.is_success:
                return
            said = f"{answer.status_code} {answer.text}"
        time.sleep(POLL_S)
    raise ApiSilent(f"{api_url}{PATH} did not answer well within {DEADLINE_S:.0f} s: {said}")
