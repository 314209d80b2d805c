"""The options of every command: as whom, where, and whether for machines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

GROUP: Final = "Access"

Outputs = Annotated[
    Path | None,
    typer.Option(
        envvar="MEDIADESK_OUTPUTS",
        help="The local stack's outputs file.",
        rich_help_panel=GROUP,
        show_default="the nearest .local/outputs.json",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="JSON on stdout; words for people stay on stderr.")
]


@dataclass(frozen=True)
class Access:
    """Each field is an option of every command."""

    user: Annotated[
        str | None,
        typer.Option(
            envvar="MEDIADESK_USER",
            help="Sign in at the local stack as this user.",
            rich_help_panel=GROUP,
            show_default="ada",
        ),
    ] = None
    token: Annotated[
        str | None,
        typer.Option(
            envvar="MEDIADESK_TOKEN",
            help="Access token, instead of signing in. The variable is the safer place.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None
    api_url: Annotated[
        str | None,
        typer.Option(
            envvar="MEDIADESK_API_URL",
            help="Address of the API.",
            rich_help_panel=GROUP,
            show_default="the local stack's",
        ),
    ] = None
    outputs: Outputs = None
    as_json: AsJson = False

    def retyped(self, typed: set[str]) -> tuple[str, ...]:
        """Those of the options that were typed, for a command to be typed next.

        Without the token: it is not to be seen.
        """
        given = {"user": self.user, "api_url": self.api_url, "outputs": self.outputs}
        options = (
            (f"--{name.replace('_', '-')}", str(given[name])) for name in given.keys() & typed
        )
        return tuple(word for option in sorted(options) for word in option)
