"""Makes a function a command: gives it a session, and its failures an exit code."""

import inspect
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields, replace
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, cast

import typer

from cli.access import Access
from cli.failures import ExitCode, Failure
from cli.pace import Pace
from cli.session import Session

P = ParamSpec("P")


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
        access, own = _apart(given)
        if "user" in typed and "token" not in typed:
            # Who names a user does not mean the token that the environment happens to hold.
            access = replace(access, token=None)
        with ExitStack() as closing:
            pace = ctx.find_object(Pace) or Pace()
            session = Session(access, pace, closing, access.retyped(typed))
            _guard(session, partial(run, session, **own))

    vars(connected)["__signature__"] = _signature(run)
    return connected


def _guard(session: Session, run: Callable[[], None]) -> None:
    try:
        run()
    except Failure as failure:
        session.display.fail(failure)
        raise typer.Exit(failure.exit_code) from failure
    except KeyboardInterrupt as interrupt:
        session.display.notice("Interrupted.")
        raise typer.Exit(ExitCode.INTERRUPTED) from interrupt


def _typed(ctx: typer.Context) -> set[str]:
    """Which parameters stand on the command line itself."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    return {name for name, source in sources.items() if source and source.name == "COMMANDLINE"}


def _apart(given: dict[str, object]) -> tuple[Access, dict[str, Any]]:
    names = {field.name for field in fields(Access)}
    access = {name: value for name, value in given.items() if name in names}
    own = {name: value for name, value in given.items() if name not in names}
    return Access(**cast(dict[str, Any], access)), own


def _signature(run: Callable[..., None]) -> inspect.Signature:
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
        for field in fields(Access)
    )
    return inspect.Signature([context, *own, *shared])
