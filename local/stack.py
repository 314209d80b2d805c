"""How the whole local stack comes up and goes away: engine, deploy, people, pages, clips."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import assembly, engine, kept, people, seed, site
from local.account import Account
from local.deploy import deploy
from local.discovery import Deployment
from local.engine import Engine
from local.fixups.repair import repair
from local.health import await_answer
from local.instance import Instance, free_port
from local.kept import Deploy
from local.moving import move
from local.outputs import Outputs
from local.sources import Synthesis, fingerprint


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who hears of steps (a few words each) and, on another thread, of the engine's events."""

    on_step: Callable[[str], None] = lambda _: None
    on_event: Callable[[dict[str, Any]], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Running:
    """A stack that is up."""

    engine: Engine
    outputs: Outputs


@contextmanager
def running(data: Path, port: int = 0, clips: int = 0) -> Iterator[Outputs]:
    """The stack with its state in `data`, as long as the block lasts; port 0 is any free one.

    State that is there already is kept. Raises a LocalRunError when it can't come up.
    """
    instance = Instance(data.resolve(), port or free_port())
    with instance.held(), up(instance, clips=clips, watcher=Watcher()) as found:
        yield found.outputs


@contextmanager
def up(instance: Instance, *, clips: int, watcher: Watcher) -> Iterator[Running]:
    """As `running`, in an instance that is held; `clips` go into a new stack only."""
    before = kept.read(instance)
    if not before:
        # What an interrupted first start has left is of no use to anybody.
        instance.reset()
    elif before.port != instance.port:
        move(instance, before.port)
        kept.write(instance, Deploy("", instance.port))
    now = Deploy(fingerprint(), instance.port)
    with _synthesis(instance, is_needed=now != before) as synthesis:
        watcher.on_step("starting the AWS emulator")
        with (
            engine.running(instance, watcher.on_event) as started,
            closing(Account(instance.endpoint_url)) as account,
        ):
            if synthesis:
                _deploy(instance, account, synthesis, watcher)
            outputs = _make_ready(instance, account, started)
            await_answer(outputs.api_url)
            if clips and not before:
                watcher.on_step(f"uploading {clips} sample clips")
                seed.seed(account, outputs, clips)
            if synthesis:
                started.save()
                kept.write(instance, now)
            yield Running(started, outputs)


@contextmanager
def _synthesis(instance: Instance, *, is_needed: bool) -> Iterator[Synthesis | None]:
    if not is_needed:
        yield None
        return
    synthesis = Synthesis.begin(instance)
    try:
        yield synthesis
    finally:
        synthesis.abandon()


def _deploy(instance: Instance, account: Account, synthesis: Synthesis, watcher: Watcher) -> None:
    watcher.on_step("building layers and templates (the first time takes longest)")
    synthesis.finish()
    watcher.on_step("deploying the stacks")
    stacks = assembly.stacks(instance.template)
    deploy(account, stacks)
    deployment = Deployment.of(account, stacks)
    (instance.console / "config.json").write_text(deployment.console_settings, "utf-8")
    site.publish(account, deployment.site_bucket, "docs", instance.pages)
    site.publish(account, deployment.site_bucket, "console", instance.console)


def _make_ready(instance: Instance, account: Account, started: Engine) -> Outputs:
    stacks = assembly.stacks(instance.template)
    repair(account, stacks)
    deployment = Deployment.of(account, stacks)
    known = Outputs.read(instance.outputs).users if instance.outputs.exists() else {}
    users = people.ensure(account, deployment.user_pool_id, known)
    started.open_doors(deployment.openings(users))
    outputs = deployment.outputs(instance, users)
    outputs.write(instance.outputs)
    return outputs
