"""What becomes of messages that nobody can act on."""

from mediadesk.ports import DeadLetters, Meter


class PoisonCare:
    """Puts them aside beside their reason, so that they are neither lost nor tried for ever."""

    def __init__(self, *, dead_letters: DeadLetters, meter: Meter) -> None:
        self._dead_letters = dead_letters
        self._meter = meter

    def bury(self, body: str, reason: str, detail: str) -> None:
        """Keep the message for an operator; `reason` is a stable code."""
        self._dead_letters.bury(body, reason, detail)
        self._meter.buried(reason)
