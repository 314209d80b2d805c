"""Makes a function a command: gives it a session, and its failures an exit code."""

import inspect
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields, replace
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import typer

from cli.access import Access
from cli.display import Display
from cli.failures import ExitCode, Failure
from cli.operating import Operator, Place
from cli.pace import Pace
from cli.session import Session

P = ParamSpec("P")
SharedT = TypeVar("SharedT", Access, Place)


def command(run: Callable[Concatenate[Session, P], None]) -> Callable[..., None]:
    """Takes the options of Access beside the function's own.

    As the own command of a group, it runs only where no subcommand was named.
    """

    @wraps(run)
    def connected(ctx: typer.Context, **given: object) -> None:
        typed = _typed(ctx)
        if ctx.invoked_subcommand is not None:
            if typed:
                raise typer.BadParameter(f"options go after {ctx.invoked_subcommand}")
            return
        access, own = _apart(given, Access)
        if "user" in typed and "token" not in typed:
            # Who names a user does not mean the token that the environment happens to hold.
            access = replace(access, token=None)
        with ExitStack() as closing:
            pace = ctx.find_object(Pace) or Pace()
            session = Session(access, pace, closing, access.retyped(typed))
            _guard(session.display, partial(run, session, **own))

    vars(connected)["__signature__"] = _signature(run, Access)
    return connected


def operators_command(run: Callable[Concatenate[Operator, P], None]) -> Callable[..., None]:
    """As `command`, with the options of Place: it calls AWS itself, and not the API."""

    @wraps(run)
    def connected(ctx: typer.Context, **given: object) -> None:
        place, own = _apart(given, Place)
        operator = Operator(place, place.retyped(_typed(ctx)))
        _guard(operator.display, partial(run, operator, **own))

    vars(connected)["__signature__"] = _signature(run, Place)
    return connected


def _guard(display: Display, run: Callable[[], None]) -> None:
    try:
        run()
    except Failure as failure:
        display.fail(failure)
        raise typer.Exit(failure.exit_code) from failure
    except KeyboardInterrupt as interrupt:
        display.notice("Interrupted.")
        raise typer.Exit(ExitCode.INTERRUPTED) from interrupt


def _typed(ctx: typer.Context) -> set[str]:
    """Which parameters stand on the command line itself."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    return {name for name, source in sources.items() if source and source.name == "COMMANDLINE"}


def _apart(given: dict[str, object], kind: type[SharedT]) -> tuple[SharedT, dict[str, Any]]:
    names = {field.name for field in fields(kind)}
    shared = {name: value for name, value in given.items() if name in names}
    own = {name: value for name, value in given.items() if name not in names}
    return kind(**cast(dict[str, Any], shared)), own


def _signature(run: Callable[..., None], kind: type[Access | Place]) -> inspect.Signature:
    context = inspect.Parameter(
        "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    own = list(inspect.signature(run).parameters.values())[1:]
    shared = (
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=field.type,
        )
        for field in fields(kind)
    )
    return inspect.Signature([context, *own, *shared])
