"""`mediactl ops`: the queues and their dead letters, for those who run the platform."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.api import Document
from cli.commands import operators_command
from cli.failures import Failure
from cli.listing import Column, Listing
from cli.operating import Operator, QueueName, WorkQueue, told
from cli.wording import local_day_and_time, printable
from mediadesk.domain.instants import parse_rfc3339, rfc3339

if TYPE_CHECKING:
    from mediadesk.aws.queue_care import DeadLetter

_ASSET_ID: Final = re.compile(r"ast_[0-9A-HJKMNP-TV-Z]{26}")
_BULK_ID: Final = re.compile(r"blk_[0-9A-HJKMNP-TV-Z]{26}")
DELIVERIES_USED_UP: Final = "deliveries_used_up"
"""The reason of a message that SQS moved: it was delivered as often as it may be."""

One = Annotated[
    QueueName, typer.Argument(metavar="QUEUE", help=", ".join(QueueName), show_default=False)
]
OneOrAll = Annotated[
    QueueName | None,
    typer.Argument(metavar="[QUEUE]", help="One queue; without, all.", show_default=False),
]
Reason = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Only those with this reason.", show_default=False),
]
Limit = Annotated[int, typer.Option(min=1, help="How many of each queue at most.")]
MoveLimit = Annotated[
    int | None, typer.Option("--limit", min=1, help="How many at most.", show_default="all")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would be moved.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which messages, how many at most, and whether they are to be moved."""

    reason: str | None
    limit: int | None
    is_move: bool = False


app = typer.Typer(
    help="Look at the queues, and put right what they could not get rid of. Needs AWS credentials."
)


@app.command("queues")
@operators_command
def show_queues(operator: Operator) -> None:
    """Show how many messages wait, are worked on, are held back, and were given up."""
    items = [_standing(operator, queue) for queue in operator.queues()]
    if operator.display.is_for_machines:
        operator.display.document({"items": items})
        return
    names = ("QUEUE", "WAITING", "IN FLIGHT", "DELAYED")
    listing = Listing(*map(Column, names), words="DEAD LETTERS")
    for item in items:
        listing.add(*map(str, item.values()))
    operator.display.listing(listing)
    if any(item["dead_letters"] for item in items):
        operator.display.notice(f"What is wrong with them: {operator.command_line('dead-letters')}")


@app.command("dead-letters")
@operators_command
def show_dead_letters(
    operator: Operator, queue: OneOrAll = None, reason: Reason = None, limit: Limit = 100
) -> None:
    """List the messages that were given up, and why; they stay where they are."""
    found: list[Document] = []
    for each in operator.queues(queue):
        with told():
            there = operator.care.depth(each.dead_letters_url).waiting
        shown = list(_sought(operator, each, there, Wish(reason, limit)))
        found += shown
        if len(shown) == limit < there:
            operator.display.notice(f"{each.name}: there may be more, --limit {limit * 4} shows.")
    if operator.display.is_for_machines:
        operator.display.document({"items": found})
    else:
        _list(operator, found)


@app.command("redrive")
@operators_command
def redrive(
    operator: Operator,
    queue: One,
    reason: Reason = None,
    limit: MoveLimit = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Move messages that were given up back to their queue, to be tried again.

    Those that arrive meanwhile are left alone. A message is removed once it stands in its queue.
    """
    [work] = operator.queues(queue)
    with told():
        there = operator.care.depth(work.dead_letters_url).waiting
    if there and not (dry_run or yes):
        typer.confirm(f"Move up to {min(there, limit or there):,} messages?", abort=True, err=True)
    moved: list[Document] = []
    try:
        for letter in _sought(operator, work, there, Wish(reason, limit, is_move=not dry_run)):
            moved.append(letter)
    except (Failure, KeyboardInterrupt):
        operator.display.notice(f"{len(moved):,} messages were moved before this.")
        raise
    _report(operator, work, moved, there, is_dry=dry_run)


def _sought(operator: Operator, work: WorkQueue, there: int, wish: Wish) -> Iterator[Document]:
    """Each dead letter that fits, once it was moved where that is wished."""
    count = 0
    with told(), operator.care.opened(work.dead_letters_url) as box:
        for letter in box.each(there):
            document = _document(work, letter)
            if wish.reason in (None, document["reason"]):
                if wish.is_move:
                    box.move(letter, work.url)
                count += 1
                yield document
            if count == wish.limit:
                return


def _report(
    operator: Operator, work: WorkQueue, moved: list[Document], there: int, *, is_dry: bool
) -> None:
    if operator.display.is_for_machines:
        outcome = {"queue": work.name, "dry_run": is_dry, "moved": len(moved), "items": moved}
        operator.display.document(outcome)
        return
    if is_dry:
        _list(operator, moved)
    done = "would be moved" if is_dry else "moved"
    operator.display.line(f"{work.name}: {len(moved):,} of {there:,} messages {done}.")


def _list(operator: Operator, letters: list[Document]) -> None:
    columns = Column("QUEUE"), Column("SENT", is_spare=True), Column("REASON"), Column("ABOUT")
    listing = Listing(*columns, words="DETAIL")
    for letter in letters:
        sent_at = local_day_and_time(parse_rfc3339(str(letter["sent_at"])))
        about = letter["asset_id"] or letter["bulk_id"] or ""
        told_of = (letter["queue"], sent_at, letter["reason"], about, letter["detail"])
        listing.add(*(printable(str(value)) for value in told_of))
    if letters:
        operator.display.listing(listing)
    else:
        operator.display.notice("There are no such messages.")


def _document(queue: WorkQueue, letter: "DeadLetter") -> Document:
    return {
        "queue": queue.name,
        "message_id": letter.message_id,
        "sent_at": rfc3339(letter.sent_at),
        "reason": letter.reason or DELIVERIES_USED_UP,
        "detail": letter.detail,
        "asset_id": _first(_ASSET_ID, letter.body),
        "bulk_id": _first(_BULK_ID, letter.body),
        "body": letter.body,
    }


def _first(pattern: re.Pattern[str], body: str) -> str | None:
    """Also in what is no message of ours, and in what storage tells."""
    found = pattern.search(body)
    return found[0] if found else None


def _standing(operator: Operator, queue: WorkQueue) -> Document:
    with told():
        work, dead = map(operator.care.depth, (queue.url, queue.dead_letters_url))
    return {"queue": queue.name, **asdict(work), "dead_letters": dead.waiting + dead.in_flight}
