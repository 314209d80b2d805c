"""What it costs to read histories, holders and the audit trail."""

from mediadesk.domain.audit_query import AuditQuery
from mediadesk.domain.history import HistoryQuery
from mediadesk.domain.ids import AssetId
from tests.aws.cost_of_people import ANNA
from tests.aws.costing import Costing
from tests.builders import an_asset_id


def tell(costing: Costing) -> None:
    asset_id = an_asset_id(1)
    desk = costing.world.assignments()
    for number in range(2, 30):
        desk.assign(asset_id, f"ann.example-{number:02d}", costing.asked(f"many-{number}"))
    _shown(costing, asset_id)
    _trail(costing, asset_id)


def _shown(costing: Costing, asset_id: AssetId) -> None:
    history, holders = costing.world.histories(), costing.world.asset_holders()
    costing.measure("a page of a history, 25", lambda: history.page(HistoryQuery(ANNA), None, 25))
    costing.measure("a page of who holds an asset, 25", lambda: holders.page(asset_id, None, 25))


def _trail(costing: Costing, asset_id: AssetId) -> None:
    trail, verifier = costing.world.audit_trail(), costing.world.chain_verifier()
    of_all, of_asset = AuditQuery(), AuditQuery(asset_id=asset_id)
    of_user = AuditQuery(user_id=ANNA)
    costing.measure("the trail of a day, 25", lambda: trail.get_audit_trail(of_all, None, 25))
    costing.measure("the trail of an asset, 25", lambda: trail.get_audit_trail(of_asset, None, 25))
    costing.measure("the trail of a user, 25", lambda: trail.get_audit_trail(of_user, None, 25))
    costing.measure("verify the chain of a user", lambda: verifier.verify(f"user:{ANNA}", 1))
    costing.measure("verify the chain of an asset", lambda: verifier.verify(f"asset:{asset_id}", 1))
