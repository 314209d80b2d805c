"""What was on its way to a function when the engine stopped, and how it arrives after all."""

import time
from typing import Any, Final

from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb, lambda_svc, sqs

NAME: Final = "dynamodb_stream_backlog"


def save() -> None:
    """Write the stream records that no function has seen yet."""
    persistence.save_all({NAME: unseen})


def restore() -> None:
    """Deliver again what was kept; to be called once, when the engine has read its state."""
    _restore_stream_records()
    _give_messages_back()


def unseen() -> dict[str, Any]:
    """The stream records that some function has not read, in the form of the engine's state."""
    records = AccountRegionScopedDict()
    for (account, region, table), kept in dynamodb._stream_records.all_items():
        trimmed = dynamodb._trimmed_count(table, account, region)
        first = max(0, _read_by_all(account, region, table) - trimmed)
        records.set_scoped(account, region, table, list(kept[first:]))
    return {"records": records}


def _restore_stream_records() -> None:
    """The engine keeps how far each function has read but not the records themselves.

    Without this all changes after a restart would go unseen until the old position is reached.
    """
    state = persistence.load_state(NAME) or {}
    dynamodb._stream_records.update(state.get("records", AccountRegionScopedDict()))
    positions = lambda_svc._dynamodb_stream_positions._data
    for scoped_key in positions:
        positions[scoped_key] = 0


def _give_messages_back() -> None:
    """Who had received these has ended with the engine; in AWS pollers do not all end at once."""
    for queue in sqs._queues.all_values():
        for message in queue["messages"]:
            if message["receipt_handle"] is not None:
                message["visible_at"] = time.time()
                message["receive_count"] = max(0, message["receive_count"] - 1)


def _read_by_all(account: str, region: str, table: str) -> int:
    """The position that every function of this table's stream has passed."""
    positions = lambda_svc._dynamodb_stream_positions._data
    mappings = [
        (account, region, mapping["UUID"])
        for of_account, of_region, mapping in lambda_svc._iter_all_esms()
        if (of_account, of_region) == (account, region)
        and f":table/{table}/stream/" in mapping.get("EventSourceArn", "")
    ]
    return min((positions.get(key, 0) for key in mappings), default=0)
