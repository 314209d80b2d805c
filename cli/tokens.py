"""`mediactl token`: an access token for other tools."""

from cli.commands import command
from cli.session import Session


@command
def token(session: Session) -> None:
    """Print an access token and nothing else."""
    text = session.access_token()
    if session.display.is_for_machines:
        session.display.document({"access_token": text})
    else:
        session.display.out.print(text, soft_wrap=True)
