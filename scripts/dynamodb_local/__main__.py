"""`make test-dynamodb-local`: the tests of the stores and the races, on Amazon's DynamoDB Local.

Maven fetches it at the version that `pom.xml` names; it lies under `build/`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
FETCHED: Final = ROOT / "build" / "dynamodb-local"
SETTING: Final = "AWS_ENDPOINT_URL_DYNAMODB"
"""Where every client of DynamoDB goes; without it the tests use the everyday emulator for all."""

OLDEST_JAVA: Final = 17
STOP_DEADLINE_S: Final = 20
OTHER_SERVICES: Final = ("test_blobs.py", "test_bulk_queue.py", "test_jobs.py")
TESTS: Final = (
    "tests/aws",
    *("-m", "slow and not prove"),
    *(f"--ignore=tests/aws/{name}" for name in OTHER_SERVICES),
)


def main(arguments: list[str]) -> None:
    """Exit as pytest does; with a sentence where this machine lacks what is needed."""
    _require_java()
    _fetch()
    with running() as url:
        command = [sys.executable, "-m", "pytest", *TESTS, *arguments]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, SETTING: url})  # noqa: S603 - ours
    sys.exit(done.returncode)


@contextmanager
def running() -> Iterator[str]:
    """Start it, empty; gives its address, and everything in it is gone afterwards."""
    command = [
        *("java", "-cp", f"{FETCHED}/*", f"-Dsqlite4java.library.path={FETCHED}"),
        str(HERE / "Loopback.java"),
    ]
    with (FETCHED / "engine.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - fixed command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert process.stdin is not None  # noqa: S101 - opened as pipes
    assert process.stdout is not None  # noqa: S101
    try:
        address = process.stdout.readline().strip().rstrip("/")
        if not address:
            sys.exit(
                f"DynamoDB Local did not start: {(FETCHED / 'engine.log').read_text()[-2000:]}"
            )
        yield address
    finally:
        process.stdin.close()
        process.wait(STOP_DEADLINE_S)
        process.stdout.close()


def _require_java() -> None:
    missing = [name for name in ("java", "javac", "mvn") if not shutil.which(name)]
    found = 0 if missing else _java_version()
    if found < OLDEST_JAVA:
        what = f"{', '.join(missing)} not found" if missing else f"this Java is version {found}"
        sys.exit(
            f"DynamoDB Local needs a JDK {OLDEST_JAVA} or later, and Maven: {what}.\n"
            f"On Debian and Ubuntu: apt-get install openjdk-{OLDEST_JAVA}-jdk-headless maven"
        )


def _java_version() -> int:
    told = subprocess.run(["javac", "-version"], capture_output=True, text=True)  # noqa: S607 - of PATH
    words = f"{told.stdout} {told.stderr}".split()
    return int(words[1].split(".")[0]) if told.returncode == 0 else 0


def _fetch() -> None:
    pom = (HERE / "pom.xml").read_text("utf-8")
    stamp = FETCHED / "fetched.xml"
    if stamp.exists() and stamp.read_text("utf-8") == pom:
        return
    print("mediadesk: fetching DynamoDB Local into build/ …", file=sys.stderr, flush=True)
    shutil.rmtree(FETCHED, ignore_errors=True)
    goal = ("dependency:copy-dependencies", f"-DoutputDirectory={FETCHED}")
    command = ["mvn", "-q", "-B", "-C", "-f", str(HERE / "pom.xml"), *goal]
    if subprocess.run(command).returncode:  # noqa: S603 - fixed command
        sys.exit("Maven could not fetch DynamoDB Local (its output is above).")
    stamp.write_text(pom, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
