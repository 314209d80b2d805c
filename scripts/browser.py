"""Gets what the tests start, Chromium and strace, onto a machine that lacks and allows them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

CHROMIUM: Final = Path("/usr/bin/chromium")
UPDATE: Final = ("apt-get", "-qq", "update")
INSTALL: Final = ("apt-get", "-qq", "install", "-y", "--no-install-recommends")


def main() -> None:
    """Exit code 0 in any case: whether tests may do without is theirs to decide."""
    packages = missing()
    if not packages:
        return
    names = " and no ".join(packages)
    if os.geteuid() or not shutil.which("apt-get"):
        _say(f"there is no {names}, and only root on Debian could install it here")
        return
    _say(f"installing {' and '.join(packages)} for the tests …")
    for command in (UPDATE, (*INSTALL, *packages)):
        done = subprocess.run(  # noqa: S603 - fixed commands
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            _say(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
            return


def missing() -> list[str]:
    """The packages whose programs this machine lacks."""
    has = {
        "chromium": bool(os.environ.get("CHROMIUM")) or CHROMIUM.exists(),
        "strace": shutil.which("strace") is not None,
    }
    return [package for package, is_here in has.items() if not is_here]


def _say(what: str) -> None:
    print(f"mediadesk: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
