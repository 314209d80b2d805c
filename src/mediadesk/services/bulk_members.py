"""Who is in a bulk."""

from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import AlreadyAssigned
from mediadesk.domain.ids import UserId
from mediadesk.services.standings import Standings


def members_of(new: NewBulk, asset: Asset, standings: Standings) -> tuple[UserId, ...]:
    """In the order in which everybody claims; AlreadyAssigned where nobody is left."""
    members = tuple(sorted(new.user_ids))
    if not new.skips_holders:
        return members
    heads = standings.of_many(members)
    holders = {head.user_id for head in heads if head.asset_id == asset.asset_id}
    left = tuple(user_id for user_id in members if user_id not in holders)
    if not left:
        raise AlreadyAssigned(f"Everybody of them holds {asset.asset_id} already.")
    return left
