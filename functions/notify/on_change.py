"""Table streams: tell subscribers what became of an asset, who holds it, and what a user holds."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import AssetId
from mediadesk.edge.batch import each_change

Image: TypeAlias = Mapping[str, Mapping[str, Any]]
Announce: TypeAlias = Callable[[Image | None, Image], None]


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the changes that must be delivered again."""
    return each_change(event, context, _announce)


def _announce(record: DynamoDBRecord) -> None:
    images = record.raw_event["dynamodb"]
    after = images.get("NewImage")
    if after is None:
        return
    announce = _BY_SORT_KEY.get(after["sk"]["S"])
    if announce is not None:
        announce(images.get("OldImage"), after)


def _asset(before: Image | None, after: Image) -> None:
    known = None if before is None else wiring.asset_from_image(before)
    wiring.notifications().announce(known, wiring.asset_from_image(after))


def _holders(before: Image | None, after: Image) -> None:
    known = None if before is None else wiring.holders_from_image(before)
    wiring.notifications().announce_holders(known, wiring.holders_from_image(after))


def _head(before: Image | None, after: Image) -> None:
    known = None if before is None else wiring.head_from_image(before)
    head = wiring.head_from_image(after)
    refresh = wiring.holder_projection().refresh
    _try_all(
        partial(wiring.notifications().announce_user, known, head),
        *(partial(refresh, asset_id) for asset_id in _changed_hands(known, head)),
    )


def _try_all(*steps: Callable[[], None]) -> None:
    """None keeps another from being taken; the first error is raised when all were tried."""
    failures: list[MediadeskError] = []
    for step in steps:
        try:
            step()
        except MediadeskError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def _changed_hands(before: Head | None, after: Head) -> list[AssetId]:
    lost = None if before is None else before.asset_id
    if lost == after.asset_id:
        return []
    return [asset_id for asset_id in (lost, after.asset_id) if asset_id is not None]


_BY_SORT_KEY: Final[Mapping[str, Announce]] = {
    "META": _asset,
    "HOLDERS": _holders,
    "HEAD": _head,
}
