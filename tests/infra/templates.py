"""Synthesized templates as a test wants to read them: whole stages, handlers, policy statements."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.app import add_stacks, new_app
from infra.config import Stage

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one policy, with its ARNs written out."""

    effect: str
    actions: frozenset[str]
    resources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one stage, and the folder with its assets."""

    folder: Path
    stacks: Mapping[str, Mapping[str, Any]]

    def resources(self, kind: str) -> dict[str, Resource]:
        """Every resource of that type in the stage, by its logical id."""
        found = (stack["Resources"].items() for stack in self.stacks.values())
        return {name: r for items in found for name, r in items if r["Type"] == kind}

    def properties(self, kind: str) -> list[Resource]:
        return [resource["Properties"] for resource in self.resources(kind).values()]

    def outputs(self) -> dict[str, Any]:
        """The outputs of all stacks by their keys."""
        found = (stack.get("Outputs", {}).items() for stack in self.stacks.values())
        return {key: output["Value"] for items in found for key, output in items}

    def functions(self) -> dict[str, Resource]:
        """The properties of each function by its module, such as `upload.on_request`."""
        found = self.properties("AWS::Lambda::Function")
        return {f["Handler"].removeprefix("functions.").removesuffix(".handler"): f for f in found}

    def statements(self, module: str) -> list[Statement]:
        """All that the role of this function may and may not do."""
        return self.statements_of(self.functions()[module]["Role"]["Fn::GetAtt"][0])

    def statements_of(self, role: str) -> list[Statement]:
        """As `statements`, by the logical id of a role."""
        policies = [
            policy["PolicyDocument"]["Statement"]
            for policy in self.properties("AWS::IAM::Policy")
            if {"Ref": role} in policy["Roles"]
        ]
        return [_statement(s) for statements in policies for s in statements]

    def allowed(self, module: str) -> set[tuple[str, str]]:
        """Pairs of an action and an ARN."""
        return {
            (action, arn)
            for statement in self.statements(module)
            if statement.effect == "Allow"
            for action in statement.actions
            for arn in statement.resources
        }


def synthesize(stage: Stage, folder: Path) -> Templates:
    """Write the stage's templates to `folder` and read them."""
    app = new_app(folder, validates=False)
    add_stacks(app, stage)
    app.synth()
    files = folder.glob("*.template.json")
    return Templates(folder, {f.name.split(".")[0]: json.loads(f.read_text()) for f in files})


def written_out(value: object) -> str:
    """A value with its references as words: `arn:{AWS::Partition}:s3:::name`."""
    match value:
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(map(written_out, parts))
        case {"Ref": str(name)} | {"Fn::ImportValue": str(name)}:
            return f"{{{name}}}"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"{{{name}.{attribute}}}"
        case _:
            return str(value)


def _statement(statement: Mapping[str, Any]) -> Statement:
    return Statement(
        effect=statement["Effect"],
        actions=frozenset(_listed(statement["Action"])),
        resources=frozenset(written_out(r) for r in _listed(statement["Resource"])),
    )


def _listed(value: object) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]
