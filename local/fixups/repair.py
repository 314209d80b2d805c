"""How all dropped properties are set and checked, at every start."""

from collections.abc import Iterator
from typing import Any, Final

from local.account import Account
from local.assembly import Stack
from local.deploy import resources
from local.errors import SettingLost
from local.fixups.buckets import Lifecycle, ObjectLock
from local.fixups.compute import CrossOrigin, ReservedConcurrency
from local.fixups.fixup import Fixup
from local.fixups.tables import PointInTimeRecovery, ResourcePolicy, TimeToLive

ALL: Final[tuple[Fixup, ...]] = (
    TimeToLive(),
    PointInTimeRecovery(),
    ResourcePolicy(),
    Lifecycle(),
    ObjectLock(),
    ReservedConcurrency(),
    CrossOrigin(),
)


def repair(account: Account, stacks: list[Stack]) -> None:
    """Set what a deploy has dropped or a restart has lost, then `check`."""
    for fixup, name, wanted in _needed(account, stacks):
        if fixup.read(account, name) != wanted:
            fixup.set(account, name, wanted)
    check(account, stacks)


def check(account: Account, stacks: list[Stack]) -> None:
    """SettingLost when a property differs from the template, naming the first."""
    for fixup, name, wanted in _needed(account, stacks):
        found = fixup.read(account, name)
        if found != wanted:
            raise SettingLost(f"{fixup.property} of {name} is {found!r}, not {wanted!r}.")


def _needed(account: Account, stacks: list[Stack]) -> Iterator[tuple[Fixup, str, Any]]:
    for stack in stacks:
        names = {r.logical_id: r.name for r in resources(account, stack.name)}
        for logical_id, resource in stack.template["Resources"].items():
            for fixup in _of(resource):
                given = resolved(resource["Properties"][fixup.property], names)
                yield fixup, names[logical_id], fixup.wanted(given)


def _of(resource: dict[str, Any]) -> list[Fixup]:
    properties = resource.get("Properties", {})
    return [f for f in ALL if f.kind == resource["Type"] and f.property in properties]


def resolved(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - templates are untyped
    """`value` with references to resources of the same stack replaced by their names."""
    if isinstance(value, list):
        return [resolved(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"Ref"}:
        return names[value["Ref"]]
    if any(key.startswith("Fn::") for key in value):
        raise ValueError(f"{value} can't be repaired: only plain values and Ref are resolved")
    return {key: resolved(item, names) for key, item in value.items()}
