"""Table streams: tell subscribers what became of assets, bulks, and of what users hold."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.bulk import BulkRecord, BulkStatus
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
    _try_all(
        partial(wiring.notifications().announce_user, known, head),
        *_refreshing(_changed_hands(known, head)),
    )


def _bulk(before: Image | None, after: Image) -> None:
    known = None if before is None else wiring.bulk_from_image(before)
    record = wiring.bulk_from_image(after)
    _try_all(
        partial(wiring.notifications().announce_bulk, known, record),
        *_refreshing([record.asset_id] if _moves_holders(known, record) else []),
    )


def _refreshing(asset_ids: Iterable[AssetId]) -> list[Callable[[], None]]:
    return [partial(wiring.holder_projection().refresh, asset_id) for asset_id in asset_ids]


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
    """What was gained and lost by the entries that came between the two heads."""
    if after.sequence <= (0 if before is None else before.sequence):
        return []
    lost = None if before is None else before.asset_id
    # What all members of a bulk gained, or gave back by its undo, is seen from its record.
    touched = {lost} - {after.asset_id} if after.bulk_id else {lost, *_of_newest_entry(after)}
    return sorted(asset_id for asset_id in touched if asset_id is not None)


def _of_newest_entry(head: Head) -> tuple[AssetId | None, AssetId | None]:
    return head.previous_asset_id, head.asset_id


def _moves_holders(before: BulkRecord | None, after: BulkRecord) -> bool:
    """Whether others hold its asset since, or the index knows only now that they do."""
    if after.status in {BulkStatus.PREPARING, BulkStatus.ABORTED}:
        return False
    drained_at = None if before is None else before.drained_at
    is_decided = before is None or before.status is not after.status
    return is_decided or after.drained_at != drained_at


_BY_SORT_KEY: Final[Mapping[str, Announce]] = {
    "META": _asset,
    "HOLDERS": _holders,
    "HEAD": _head,
    "REC": _bulk,
}
