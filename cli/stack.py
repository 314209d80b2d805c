"""Where the local stack is and who may sign in there: its outputs file."""

from pathlib import Path

from pydantic import BaseModel, ValidationError

from cli.failures import ExitCode, Failure

OUTPUTS = Path(".local/outputs.json")


class Person(BaseModel):
    password: str


class Stack(BaseModel):
    """What the command line needs of the outputs file; the rest of it is for others."""

    api_url: str
    endpoint_url: str
    region: str
    user_pool_client_id: str
    users: dict[str, Person]


def read_stack(outputs: Path | None) -> Stack:
    """The stack of that file, or of the nearest `.local/outputs.json` upwards from here."""
    path = outputs or _nearest()
    try:
        return Stack.model_validate_json(path.read_bytes())
    except OSError as error:
        raise _unusable(f"{path} can't be read: {error.strerror}.") from error
    except ValidationError as error:
        raise _unusable(f"{path} is not the outputs file of a local stack.") from error


def _nearest() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / OUTPUTS).is_file():
            return folder / OUTPUTS
    raise _unusable(f"There is no {OUTPUTS} here or in a folder above.")


def _unusable(message: str) -> Failure:
    remedy = "Start the local stack by `make run`, or give --api-url and MEDIADESK_TOKEN."
    return Failure("stack_not_found", message, remedy=remedy, exit_code=ExitCode.USAGE)
