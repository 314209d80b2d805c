"""What the deployed stacks are called and where they answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from local.account import Account
from local.assembly import Stack
from local.deploy import Resource, outputs, resources
from local.instance import ACCOUNT, REGION, Instance
from local.outputs import Outputs, Person

PREFIX: Final = "mediadesk-local-"
HTTP_API: Final = f"{PREFIX}http"
HANDLER: Final = ("functions.", ".handler")

QUEUES: Final = {
    "uploads": "UploadsQueueUrl",
    "uploads_dead_letters": "UploadsDeadLettersUrl",
    "conversions": "ConversionQueueUrl",
    "conversions_dead_letters": "ConversionDeadLettersUrl",
    "bulks": "BulkQueueUrl",
    "bulks_dead_letters": "BulkDeadLettersUrl",
    "large_bulks": "LargeBulkQueueUrl",
    "large_bulks_dead_letters": "LargeBulkDeadLettersUrl",
}
PAGE_HEADERS: Final = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BUCKETS: Final = {"media": "MediaBucket", "site": "SiteBucket", "archive": "ArchiveBucket"}


@dataclass(frozen=True)
class Deployment:
    """The deployed stacks of one instance, as the account describes them."""

    account: Account
    told: Mapping[str, str]
    """The outputs of all stacks together; their keys differ."""
    resources: tuple[Resource, ...]

    @classmethod
    def of(cls, account: Account, stacks: list[Stack]) -> "Deployment":
        told = {key: value for s in stacks for key, value in outputs(account, s.name).items()}
        found = tuple(r for s in stacks for r in resources(account, s.name))
        return cls(account, told, found)

    @property
    def user_pool_id(self) -> str:
        return self.told["UserPoolId"]

    @property
    def site_bucket(self) -> str:
        return self.told["SiteBucket"]

    @property
    def console_settings(self) -> str:
        """Where the console finds the API and the sign-in, as JSON."""
        return self.told["ConsoleSettings"]

    def openings(self, people: Mapping[str, Person]) -> dict[str, object]:
        """All that the engine's front door has to know; a CDN does the same in the cloud."""
        policy = {"Content-Security-Policy": self.told["PagePolicy"]}
        return {
            "doors": self._doors(),
            "headers": {"/console": PAGE_HEADERS | policy},
            "people": {name: asdict(person) for name, person in people.items()},
        }

    def _doors(self) -> dict[str, str]:
        """Which short paths lead where inside the engine."""
        apis = self.account.apigatewayv2.get_apis()["Items"]
        api_id = next(api["ApiId"] for api in apis if api["Name"] == HTTP_API)
        return {
            "/api": f"/_aws/execute-api/{api_id}/$default/api",
            "/console": f"/{self.site_bucket}/console",
            "/docs": f"/{self.site_bucket}/docs",
        }

    def outputs(self, instance: Instance, people: Mapping[str, Person]) -> Outputs:
        return Outputs(
            api_url=instance.endpoint_url,
            websocket_url=self.told["WebSocketUrl"],
            console_url=f"{instance.endpoint_url}/console/",
            docs_url=f"{instance.endpoint_url}/docs/",
            endpoint_url=instance.endpoint_url,
            region=REGION,
            account=ACCOUNT,
            user_pool_id=self.user_pool_id,
            user_pool_client_id=self.told["UserPoolClientId"],
            users=people,
            buckets={name: self.told[key] for name, key in BUCKETS.items()},
            queues={name: self.told[key] for name, key in QUEUES.items()},
            tables={n.removeprefix(PREFIX): n for n in self._named("AWS::DynamoDB::Table")},
            functions={self._module(n): n for n in self._named("AWS::Lambda::Function")},
        )

    def _named(self, kind: str) -> list[str]:
        return sorted(r.name for r in self.resources if r.kind == kind)

    def _module(self, function: str) -> str:
        found = self.account.lambda_.get_function_configuration(FunctionName=function)
        before, after = HANDLER
        return found["Handler"].removeprefix(before).removesuffix(after)
