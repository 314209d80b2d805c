"""`python -m migrations`: which data migrations there are, and a run of one of them."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Final

from mediadesk import wiring
from mediadesk.aws.database import Database
from mediadesk.aws.migration_store import DynamoMigrationStore
from mediadesk.domain.errors import MediadeskError
from migrations.catalog import NAMES, migrations
from migrations.errors import MigrationError
from migrations.place import LOCAL, enter_local, settings_of
from migrations.runner import Runner
from migrations.telling import Teller, state, total

OUTPUTS: Final = Path(".local/outputs.json")
MAX_SEGMENTS: Final = 64
STOPPED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all was done, 1 when something is in the way, 130 when Ctrl-C stopped it before."""
    given = _parser().parse_args(arguments)
    try:
        if given.stage == LOCAL:
            enter_local(given.outputs)
        return int(given.command(given))
    except (MigrationError, MediadeskError) as error:
        sys.stderr.write(f"{error.code}: {error.detail}\n{_remedy(error)}\n")
        return 1


def _list(given: argparse.Namespace) -> int:
    settings = settings_of(given.stage)
    database = Database(settings)
    store = DynamoMigrationStore(database)
    for name, migration in migrations(database, settings).items():
        _say(f"{name}: {migration.purpose}")
        _say(f"    {state(store.parts(name))}")
    return 0


def _run(given: argparse.Namespace) -> int:
    settings = settings_of(given.stage)
    database = Database(settings)
    migration = migrations(database, settings)[given.name]
    stop = _stop_at_interrupt()
    runner = Runner(
        store=DynamoMigrationStore(database),
        clock=wiring.clock,
        owner=wiring.new_id("run_"),
        stop=stop,
        teller=Teller(_say, wiring.clock),
    )
    if given.dry_run:
        parts = runner.rehearse(migration, given.segments)
    else:
        parts = runner.run(migration, given.segments, is_again=given.again)
    _say(f"{migration.name}: {total(parts, is_dry=given.dry_run)}")
    if all(part.is_finished for part in parts):
        return 0
    _say("stopped" if given.dry_run else "stopped; the same command goes on from here")
    return STOPPED


def _stop_at_interrupt() -> Event:
    """Set by the first Ctrl-C; a second one ends the process, which does no harm either."""
    stop = Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    signal.signal(signal.SIGINT, ask)
    return stop


def _remedy(error: MigrationError | MediadeskError) -> str:
    return error.remedy if isinstance(error, MigrationError) else MigrationError.remedy


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _segments(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_SEGMENTS:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to {MAX_SEGMENTS}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--stage", default=LOCAL, help="default: %(default)s, the stack of make run")
    place.add_argument("--outputs", type=Path, default=OUTPUTS, help="of the local stack")
    commands = parser.add_subparsers(required=True)
    shown = commands.add_parser("list", parents=[place], help="which there are, and how far")
    shown.set_defaults(command=_list)
    run = commands.add_parser("run", parents=[place], help="begin one, or go on with it")
    run.add_argument("name", choices=NAMES)
    run.add_argument("--dry-run", action="store_true", help="write nothing; say what a run would")
    run.add_argument("--segments", type=_segments, default=1, help="how many work side by side")
    run.add_argument("--again", action="store_true", help="from the beginning, if it is done")
    run.set_defaults(command=_run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
