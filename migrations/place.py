"""Which deployment a run is for, and how it is reached."""

import json
import os
from pathlib import Path
from typing import Any, Final

from mediadesk.aws.stacks import outputs
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.settings import Settings
from migrations.errors import StageNotFound

LOCAL: Final = "local"


def enter_local(file: Path) -> None:
    """From now on this process speaks to the local stack of that outputs file, as its root."""
    try:
        told: dict[str, Any] = json.loads(file.read_bytes())
        place = {"AWS_ENDPOINT_URL": told["endpoint_url"], "AWS_DEFAULT_REGION": told["region"]}
    except (OSError, ValueError, KeyError) as error:
        raise StageNotFound(f"{file} is not the outputs file of a local stack.") from error
    root = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "test")
    os.environ.update(place | root | {"NO_PROXY": "*"})
    # A profile would take precedence over what was just set.
    for other in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN"):
        os.environ.pop(other, None)


def settings_of(stage: str) -> Settings:
    """What the runner needs of that stage's stacks."""
    prefix = f"mediadesk-{stage}-"
    try:
        told = outputs(f"{prefix}data")
    except ServiceUnavailable as error:
        raise StageNotFound(f"The stack {prefix}data can't be read.") from error
    if "ArchiveBucket" not in told:
        raise StageNotFound(f"The stack {prefix}data has no archive yet: deploy it first.")
    return Settings(stage=stage, table_prefix=prefix, archive_bucket=told["ArchiveBucket"])
