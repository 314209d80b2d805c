"""Every service, on the fakes of one world."""

from mediadesk.services.approach import Approach
from mediadesk.services.arrivals import ArrivalService
from mediadesk.services.assignments import AssignmentService
from mediadesk.services.audit_trail import AuditTrail
from mediadesk.services.catalog import AssetCatalog
from mediadesk.services.chain_verifier import ChainVerifier
from mediadesk.services.directory import UserDirectory
from mediadesk.services.histories import HistoryReader
from mediadesk.services.holder_ids import HolderIds
from mediadesk.services.holdings import AssetHolders, HolderProjection
from mediadesk.services.removals import RemovalService
from mediadesk.services.uploads import UploadService
from mediadesk.services.users import UserService
from tests.conversion_world import ConversionWorld
from tests.live_world import LiveWorld


class World(ConversionWorld, LiveWorld):
    """Services hold no state: a call makes one; a test may put other kinds in their places."""

    kind_of_arrivals = ArrivalService
    kind_of_assignments = AssignmentService
    kind_of_users = UserService
    kind_of_approach = Approach

    def uploads(self) -> UploadService:
        return UploadService(
            assets=self.assets,
            answers=self.answers,
            blobs=self.blobs,
            multipart=self.multipart,
            audit=self.audit,
            clock=self.clock,
            new_id=self.new_id,
            limits=self.media_limits,
        )

    def arrivals(self) -> ArrivalService:
        return self.kind_of_arrivals(
            assets=self.assets,
            blobs=self.blobs,
            multipart=self.multipart,
            conversions=self.conversions(),
            answers=self.answers,
            audit=self.audit,
            clock=self.clock,
            pause=self.pause,
        )

    def catalog(self) -> AssetCatalog:
        return AssetCatalog(
            assets=self.assets,
            holders=self.holders,
            standings=self.standings(),
            blobs=self.blobs,
            cursors=self.cursors,
            clock=self.clock,
        )

    def removals(self) -> RemovalService:
        return RemovalService(
            assets=self.assets,
            holder_ids=self.holder_ids(),
            standings=self.standings(),
            answers=self.answers,
            audit=self.audit,
            clock=self.clock,
            pause=self.pause,
        )

    def users(self) -> UserService:
        return self.kind_of_users(
            users=self.profiles,
            standings=self.standings(),
            approach=self.approach(),
            history=self.effective_history(),
            answers=self.answers,
            audit=self.audit,
            clock=self.clock,
            pause=self.pause,
        )

    def assignments(self) -> AssignmentService:
        return self.kind_of_assignments(
            assignments=self.heads,
            history=self.effective_history(),
            approach=self.approach(),
            assets=self.assets,
            users=self.profiles,
            answers=self.answers,
            clock=self.clock,
            pause=self.pause,
        )

    def approach(self) -> Approach:
        return self.kind_of_approach(
            standings=self.standings(), decisions=self.decisions(), clock=self.clock
        )

    def holder_ids(self) -> HolderIds:
        return HolderIds(assignments=self.heads, bulks=self.bulks)

    def directory(self) -> UserDirectory:
        return UserDirectory(users=self.profiles, standings=self.standings(), cursors=self.cursors)

    def histories(self) -> HistoryReader:
        return HistoryReader(
            standings=self.standings(), history=self.effective_history(), cursors=self.cursors
        )

    def audit_trail(self) -> AuditTrail:
        return AuditTrail(
            trail=self.trail,
            assets=self.assets,
            standings=self.standings(),
            cursors=self.cursors,
            clock=self.clock,
        )

    def chain_verifier(self) -> ChainVerifier:
        return ChainVerifier(
            trail=self.trail,
            archive=self.archive,
            assets=self.assets,
            users=self.profiles,
            bulks=self.bulks,
            standings=self.standings(),
            clock=self.clock,
        )

    def asset_holders(self) -> AssetHolders:
        return AssetHolders(
            assets=self.assets,
            holder_ids=self.holder_ids(),
            directory=self.directory(),
            cursors=self.cursors,
        )

    def holder_projection(self) -> HolderProjection:
        return HolderProjection(
            assets=self.assets,
            assignments=self.heads,
            bulks=self.bulks,
            standings=self.standings(),
            holders=self.holders,
            clock=self.clock,
        )
