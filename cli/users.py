"""`mediactl users`: the directory of those whom assets are assigned to."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.text import Text
from typer.core import TyperGroup

from cli.api import address, read
from cli.changing import OVERRIDING, Override, tell_sealed
from cli.commands import command
from cli.failures import ExitCode, Failure
from cli.ids import UserId
from cli.importing import import_users
from cli.listing import Column, Listing
from cli.pages import Every, Limit, collect
from cli.registering import checked, register
from cli.session import Session
from cli.wording import local_day_and_time, local_time, printable
from mediadesk.contracts.directory import User, UserChange


class Listed(TyperGroup):
    """Where no subcommand is named, `list` is meant: `users ada` finds Ada."""

    def parse_args(
        self,
        ctx: Any,  # noqa: ANN401 - typer keeps the type to itself
        args: list[str],
    ) -> list[str]:
        is_named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if is_named else ["list", *args])


app = typer.Typer(
    cls=Listed,
    help="List, find and change the users whom assets are assigned to.",
    subcommand_metavar="[QUERY] | COMMAND [ARGS]...",
)
app.command("import")(import_users)


@app.command("list")
@command
def list_users(
    session: Session,
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY",
            help="Beginnings of words of name, address or id; without, everybody.",
            show_default=False,
        ),
    ] = None,
    limit: Limit = 25,
    every: Every = False,
) -> None:
    """List users, or find some; the word `list` may be left out."""
    page = collect(session.api, address("users"), {"query": query}, limit, every=every)
    if session.display.is_for_machines:
        session.display.document(page.model_dump())
        return
    users = [read(User, document) for document in page.items]
    if users:
        session.display.listing(_listing(users))
    else:
        session.display.notice("There are no such users.")
    if page.next_cursor:
        session.display.notice(f"There are more: --limit {limit * 4}, --all, or a closer query.")


@app.command("show")
@command
def show_user(session: Session, user_id: UserId) -> None:
    """Show one user with what they hold."""
    document = session.api.get(address("users", user_id))
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        _show(session, read(User, document))


@app.command("put")
@command
def put_user(
    session: Session,
    user_id: UserId,
    name: Annotated[str, typer.Option(help="The name that people know.", show_default=False)],
    email: Annotated[str, typer.Option(help="Address of the user.", show_default=False)],
) -> None:
    """Register a user, change their entry, or bring them back after a deactivation."""
    entry, faults = checked({"user_id": user_id, "display_name": name, "email": email})
    if entry is None:
        raise Failure(
            "user_not_valid",
            "That can't be an entry of the directory; nothing was sent.",
            exit_code=ExitCode.USAGE,
            faults=tuple(faults),
        )
    outcome, document = register(session.api, entry)
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        session.display.line(f"{entry.user_id} ({entry.display_name}): {outcome}")


@app.command("deactivate")
@command
def deactivate_user(session: Session, user_id: UserId, override: Override = False) -> None:
    """End what a user holds, and let nothing be assigned to them; `put` brings them back."""
    query = OVERRIDING if override else None
    document = session.api.delete(address("users", user_id), uuid.uuid4().hex, query)
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        user = read(UserChange, document)
        session.display.line(f"{user.user_id} ({printable(user.display_name)}): deactivated")
        tell_sealed(session.display, user.sealed_bulk_ids)


def _listing(users: list[User]) -> Listing:
    columns = Column("USER"), Column("HOLDS"), Column("EMAIL", is_spare=True)
    listing = Listing(*columns, words="NAME")
    for user in users:
        listing.add(user.user_id, _held(user), printable(user.email), printable(user.display_name))
    return listing


def _held(user: User) -> Text:
    if user.deactivated_at:
        return Text("deactivated", style="red")
    held = user.current and user.current.asset_id
    return Text(held) if held else Text("nothing", style="dim")


def _show(session: Session, user: User) -> None:
    line = Text(f"{printable(user.display_name)}  ", style="bold")
    session.display.line(line.append(user.user_id, style="not bold"))
    for name, value in _facts(user):
        session.display.line(f"  {name:<11}  {printable(value)}")
    held = user.current
    if held and held.undo_until and held.undo_until > datetime.now(UTC):
        undo = session.command_line("undo", held.assignment_id)
        session.display.notice(f"Until {local_time(held.undo_until)} it can be undone: {undo}")
        if held.bulk_id:
            whole = session.command_line("bulk", "undo", held.bulk_id)
            session.display.notice(f"For everybody who got it by the same bulk: {whole}")


def _facts(user: User) -> Iterator[tuple[str, str]]:
    yield "email", user.email
    if user.deactivated_at:
        yield "deactivated", local_day_and_time(user.deactivated_at)
    if user.current is None:
        yield "holds", "nothing"
        return
    yield "holds", user.current.asset_id or "nothing"
    yield (
        "assigned",
        f"{local_day_and_time(user.current.assigned_at)} by {user.current.assigned_by}",
    )
