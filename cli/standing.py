"""How an asset's conversion stands, whether read or pushed, and which of two is the newer."""

from dataclasses import dataclass
from typing import Self

from mediadesk.contracts.http import Asset, ConversionFailure
from mediadesk.contracts.socket import ConversionState
from mediadesk.domain.conversions import ConversionStatus


@dataclass(frozen=True, slots=True)
class Standing:
    asset_id: str
    title: str
    status: ConversionStatus
    attempt: int
    progress: int
    error: ConversionFailure | None
    outputs: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, state: Asset | ConversionState, version: int) -> Self:
        job = state.conversion
        return cls(
            asset_id=state.asset_id,
            title=state.title,
            status=state.conversion_status,
            attempt=job.attempt if job else 0,
            progress=job.progress if job else 0,
            error=job.error if job else None,
            outputs=_kinds(state),
            version=version,
        )

    def is_newer_than(self, other: "Standing | None") -> bool:
        """Frames arrive twice and out of order; progress alone does not raise the version."""
        return other is None or self._order > other._order

    @property
    def _order(self) -> tuple[int, int, int]:
        return (self.version, self.attempt, self.progress)


def _kinds(state: Asset | ConversionState) -> tuple[str, ...]:
    if isinstance(state, Asset):
        return tuple(output.kind for output in state.outputs)
    return state.outputs
