"""What a deployed stack tells of itself."""

from mediadesk.aws import clients
from mediadesk.aws.failures import translated


def outputs(stack_name: str) -> dict[str, str]:
    """The outputs of the stack of that name, by their keys."""
    with translated():
        # Without a region, or with a profile that there isn't, no client can be made.
        found = clients.cloudformation().describe_stacks(StackName=stack_name)["Stacks"]
    return {told["OutputKey"]: told["OutputValue"] for told in found[0].get("Outputs", ())}
