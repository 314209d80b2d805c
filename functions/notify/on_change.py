"""Table streams: tell subscribers what became of assets, bulks, and of what users hold."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import AssetId
from mediadesk.edge.batch import Pass, pass_by_pass

Image: TypeAlias = Mapping[str, Mapping[str, Any]]
Images: TypeAlias = Callable[[Image | None, Image], None]
Item = TypeVar("Item")

ASSET: Final = "META"
HOLDERS: Final = "HOLDERS"
HEAD: Final = "HEAD"
BULK: Final = "REC"


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the changes that must be delivered again.

    Everybody is told of the whole batch before it is computed who holds which asset since.
    """
    announcer, projections = wiring.announcers()(), _Projections()
    announced = {
        ASSET: _shown(wiring.asset_from_image, announcer.announce),
        HOLDERS: _shown(wiring.holders_from_image, announcer.announce_holders),
        HEAD: _shown(wiring.head_from_image, announcer.announce_user),
        BULK: _shown(wiring.bulk_from_image, announcer.announce_bulk),
    }
    computed = {
        HEAD: _shown(wiring.head_from_image, projections.after_head),
        BULK: _shown(wiring.bulk_from_image, projections.after_bulk),
    }
    deliver = partial(announcer.deliver, _oldest(event["Records"]))
    telling = Pass(_by_sort_key(announced), deliver)
    return pass_by_pass(event, context, telling, Pass(_by_sort_key(computed)))


def _oldest(records: Iterable[Mapping[str, Any]]) -> datetime:
    """When the first of these changes was written, to the second."""
    stamps = [record["dynamodb"]["ApproximateCreationDateTime"] for record in records]
    return datetime.fromtimestamp(min(stamps), UTC)


class _Projections:
    """Of each asset that a batch moves, it is computed once who holds it."""

    def __init__(self) -> None:
        self._failures: dict[AssetId, MediadeskError | None] = {}

    def after_head(self, before: Head | None, after: Head) -> None:
        self._refresh(_changed_hands(before, after))

    def after_bulk(self, before: BulkRecord | None, after: BulkRecord) -> None:
        self._refresh([after.asset_id] if _moves_holders(before, after) else [])

    def _refresh(self, asset_ids: Iterable[AssetId]) -> None:
        """None keeps another from being computed; the first error is raised at last."""
        failures = [self._failure(asset_id) for asset_id in asset_ids]
        for failure in failures:
            if failure is not None:
                raise failure

    def _failure(self, asset_id: AssetId) -> MediadeskError | None:
        if asset_id not in self._failures:
            self._failures[asset_id] = None
            try:
                wiring.holder_projection().refresh(asset_id)
            except MediadeskError as failure:
                self._failures[asset_id] = failure
        return self._failures[asset_id]


def _shown(read: Callable[[Image], Item], act: Callable[[Item | None, Item], None]) -> Images:
    """Do something with what two images show."""
    return lambda before, after: act(None if before is None else read(before), read(after))


def _by_sort_key(acts: Mapping[str, Images]) -> Callable[[DynamoDBRecord], None]:
    """For each record what its kind asks for; nothing for others, and for what was deleted."""

    def act(record: DynamoDBRecord) -> None:
        images = record.raw_event["dynamodb"]
        after = images.get("NewImage")
        known = None if after is None else acts.get(after["sk"]["S"])
        if known is not None:
            known(images.get("OldImage"), after)

    return act


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
