"""Where a converter keeps its files, and what becomes of those whose converter was killed."""

import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

PREFIX: Final = "mediadesk-job-"
LONGEST_CALL_S: Final = 900.0
"""Lambda ends every call by then: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"""


def forget_killed() -> None:
    """Remove the folders of calls that must have ended: scratch space outlives a killed call."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _age_s(folder) > LONGEST_CALL_S:
            shutil.rmtree(folder, ignore_errors=True)


def _age_s(folder: Path) -> float:
    """Seconds since something came or went in it; 0 when somebody has removed it meanwhile."""
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
