"""Builds the services from their adapters, once per process and only those that are asked for.

Adapters and services are imported where they are built: a cold start pays for no others.
"""

from mediadesk.wiring.bulks import (
    beginner,
    bulk,
    bulk_previewer,
    bulk_storing,
    decisions,
    limiter,
    standings,
)
from mediadesk.wiring.circumstances import clock, new_id, pause, settings
from mediadesk.wiring.conversions import (
    conversion_sweep,
    conversion_worker,
    conversions,
    held_message,
    message_holds,
    piece_worker,
    poison_care,
    tidying,
    workbench,
)
from mediadesk.wiring.live import (
    announcers,
    asset_from_image,
    bulk_from_image,
    event_polling,
    head_from_image,
    holders_from_image,
    notifications,
    tickets,
)
from mediadesk.wiring.media import arrivals, catalog, removals, uploads
from mediadesk.wiring.people import (
    asset_holders,
    assignments,
    directory,
    histories,
    holder_projection,
    users,
)
from mediadesk.wiring.trail import (
    archive,
    audit_trail,
    chain_verifier,
    recorded_from_image,
)

__all__ = [
    "announcers",
    "archive",
    "arrivals",
    "asset_from_image",
    "asset_holders",
    "assignments",
    "audit_trail",
    "beginner",
    "bulk",
    "bulk_from_image",
    "bulk_previewer",
    "bulk_storing",
    "catalog",
    "chain_verifier",
    "clock",
    "conversion_sweep",
    "conversion_worker",
    "conversions",
    "decisions",
    "directory",
    "event_polling",
    "head_from_image",
    "held_message",
    "histories",
    "holder_projection",
    "holders_from_image",
    "limiter",
    "message_holds",
    "new_id",
    "notifications",
    "pause",
    "piece_worker",
    "poison_care",
    "recorded_from_image",
    "removals",
    "settings",
    "standings",
    "tickets",
    "tidying",
    "uploads",
    "users",
    "workbench",
]
