"""The services about live status, on the fakes of one world."""

from concurrent.futures import Executor
from typing import Final

from mediadesk.services.change_announcer import ChangeAnnouncer
from mediadesk.services.delivery import Delivery
from mediadesk.services.event_polling import EventPolling
from mediadesk.services.event_replay import EventReplay
from mediadesk.services.notifications import NotificationService
from mediadesk.services.positions import Positions
from mediadesk.services.tickets import TicketService
from tests.bulk_world import BulkWorld
from tests.fake_live import SameThread

MOST_CONNECTIONS: Final = 50


class LiveWorld(BulkWorld):
    senders: Executor = SameThread()
    most_connections = MOST_CONNECTIONS
    kind_of_positions = Positions
    kind_of_replay = EventReplay
    kind_of_notifications = NotificationService
    kind_of_announcer = ChangeAnnouncer

    def positions(self) -> Positions:
        return self.kind_of_positions(
            assets=self.assets,
            holders=self.holders,
            users=self.profiles,
            standings=self.standings(),
            history=self.effective_history(),
            clock=self.clock,
        )

    def event_replay(self) -> EventReplay:
        return self.kind_of_replay(log=self.event_log, clock=self.clock, new_id=self.new_id)

    def event_polling(self) -> EventPolling:
        return EventPolling(
            positions=self.positions(), replay=self.event_replay(), cursors=self.cursors
        )

    def notifications(self) -> NotificationService:
        return self.kind_of_notifications(
            connections=self.connections,
            sockets=self.sockets,
            positions=self.positions(),
            replay=self.event_replay(),
            delivery=self.delivery(),
            meter=self.live_meter,
            clock=self.clock,
            most_connections=self.most_connections,
        )

    def delivery(self) -> Delivery:
        return Delivery(
            connections=self.connections,
            sockets=self.sockets,
            meter=self.live_meter,
            clock=self.clock,
            pool=self.senders,
        )

    def announcer(self) -> ChangeAnnouncer:
        """For one batch of changes."""
        return self.kind_of_announcer(
            log=self.event_log,
            connections=self.connections,
            notifications=self.notifications(),
            positions=self.positions(),
            assets=self.assets,
            holders=self.holders,
            users=self.profiles,
            bulks=self.bulks,
            clock=self.clock,
            new_id=self.new_id,
        )

    def ticket_office(self) -> TicketService:
        return TicketService(
            tickets=self.tickets, clock=self.clock, socket_url="wss://socket.test/live"
        )
