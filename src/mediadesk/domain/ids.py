"""The kinds of identifier, so that swapped arguments fail type checking."""

import re
from typing import Final, NewType

AssetId = NewType("AssetId", str)
JobId = NewType("JobId", str)
EntryId = NewType("EntryId", str)
AdminId = NewType("AdminId", str)
"""The immutable name of a person in the user pool."""
ConnectionId = NewType("ConnectionId", str)
Topic = NewType("Topic", str)

ASSET_PREFIX: Final = "ast_"
JOB_PREFIX: Final = "job_"
EVENT_PREFIX: Final = "evt_"

_ASSET_ID: Final = re.compile(r"ast_[0-9A-HJKMNP-TV-Z]{26}")


def is_asset_id(text: str) -> bool:
    """Whether the text has the form of an asset id: `ast_` and a ULID."""
    return _ASSET_ID.fullmatch(text) is not None
