"""What an instance remembers of its last deploy, so that an unchanged one is not repeated."""

import json
from dataclasses import asdict, dataclass

from local.instance import Instance


@dataclass(frozen=True, slots=True)
class Deploy:
    """What was deployed, by its fingerprint, and for which port."""

    fingerprint: str
    port: int


def read(instance: Instance) -> Deploy | None:
    """The last complete deploy; None when there is none."""
    if not instance.deployed.exists():
        return None
    return Deploy(**json.loads(instance.deployed.read_text("utf-8")))


def write(instance: Instance, deploy: Deploy) -> None:
    """Only after the engine has saved all of it."""
    instance.deployed.write_text(json.dumps(asdict(deploy)), "utf-8")
