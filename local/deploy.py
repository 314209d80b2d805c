"""How the synthesized stacks get into the emulator: assets first, then each stack in order."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from local.account import Account
from local.assembly import Asset, Stack
from local.errors import DeployFailed

STACK_DEADLINE_S: Final = 120.0
POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Resource:
    """A deployed resource: its name in the template, its type, and its name in the account."""

    logical_id: str
    kind: str
    name: str


def deploy(account: Account, stacks: list[Stack]) -> None:
    """Create or update `stacks` in the order given; DeployFailed with every reason."""
    for stack in stacks:
        for asset in stack.assets:
            _upload(account, asset)
        _apply(account, stack)


def outputs(account: Account, stack_name: str) -> dict[str, str]:
    """The outputs of a deployed stack by their keys."""
    stack = account.cloudformation.describe_stacks(StackName=stack_name)["Stacks"][0]
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}


def resources(account: Account, stack_name: str) -> Iterator[Resource]:
    """Everything that a deployed stack consists of."""
    pages = account.cloudformation.get_paginator("list_stack_resources")
    for page in pages.paginate(StackName=stack_name):
        for found in page["StackResourceSummaries"]:
            name = found.get("PhysicalResourceId", "")
            yield Resource(found["LogicalResourceId"], found["ResourceType"], name)


def _upload(account: Account, asset: Asset) -> None:
    if not _bucket_exists(account, asset.bucket):
        account.s3.create_bucket(Bucket=asset.bucket)
    listed = account.s3.list_objects_v2(Bucket=asset.bucket, Prefix=asset.key, MaxKeys=1)
    # The key says the content: what is there is the same.
    if not listed["KeyCount"]:
        account.s3.put_object(Bucket=asset.bucket, Key=asset.key, Body=asset.content())


def _bucket_exists(account: Account, bucket: str) -> bool:
    return any(b["Name"] == bucket for b in account.s3.list_buckets()["Buckets"])


def _apply(account: Account, stack: Stack) -> None:
    place = stack.template_asset
    cloudformation = account.cloudformation
    call = cloudformation.update_stack if _exists(account, stack) else cloudformation.create_stack
    try:
        call(
            StackName=stack.name,
            TemplateURL=f"{account.endpoint_url}/{place.bucket}/{place.key}",
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        raise DeployFailed(f"{stack.name}: {error}") from error
    _await_complete(account, stack.name)


def _exists(account: Account, stack: Stack) -> bool:
    pages = account.cloudformation.get_paginator("list_stacks").paginate()
    return any(
        found["StackName"] == stack.name and found["StackStatus"] != "DELETE_COMPLETE"
        for page in pages
        for found in page["StackSummaries"]
    )


def _await_complete(account: Account, name: str) -> None:
    deadline = time.monotonic() + STACK_DEADLINE_S
    while time.monotonic() < deadline:
        status = account.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return
        if not status.endswith("IN_PROGRESS"):
            raise DeployFailed(f"{name} is {status}: {_reasons(account, name)}")
        time.sleep(POLL_S)
    raise DeployFailed(f"{name} was not complete after {STACK_DEADLINE_S:.0f} s.")


def _reasons(account: Account, name: str) -> str:
    events = account.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [e for e in reversed(events) if e["ResourceStatus"].endswith("FAILED")]
    reasons = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}" for e in failed]
    return "; ".join(reasons) or "no reason was given"
