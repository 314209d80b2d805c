"""mediactl: the command line of the platform team."""

from cli import assets, audit, bulks, ops, users
from cli.assigning import assign, revert, unassign, undo
from cli.failures import EXIT_CODES
from cli.histories import history
from cli.program import Program
from cli.tokens import token
from cli.uploads import upload
from cli.watching import watch

_EPILOG = "Exit codes:\n\n" + "\n\n".join(
    f"{code.value}: {meaning}" for code, meaning in EXIT_CODES.items()
)

app = Program(
    name="mediactl",
    help="Upload videos, follow their conversion, assign what was made of them to users.",
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(token)
app.command()(upload)
app.command()(watch)
app.command()(assign)
app.command()(undo)
app.command()(unassign)
app.command()(history)
app.command()(revert)
app.add_typer(assets.app, name="assets")
app.add_typer(bulks.app, name="bulk")
app.add_typer(audit.app, name="audit")
app.add_typer(users.app, name="users")
app.add_typer(ops.app, name="ops")
