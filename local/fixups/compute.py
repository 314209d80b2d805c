"""What CloudFormation's functions and APIs lose in the emulator."""

from typing import Any, ClassVar

from local.account import Account

Properties = dict[str, Any]


class ReservedConcurrency:
    kind: ClassVar[str] = "AWS::Lambda::Function"
    property: ClassVar[str] = "ReservedConcurrentExecutions"

    def wanted(self, given: int) -> int:
        return int(given)

    def set(self, account: Account, name: str, wanted: int) -> None:
        account.lambda_.put_function_concurrency(
            FunctionName=name, ReservedConcurrentExecutions=wanted
        )

    def read(self, account: Account, name: str) -> int:
        found = account.lambda_.get_function_concurrency(FunctionName=name)
        return found.get("ReservedConcurrentExecutions", -1)


class CrossOrigin:
    """Which pages may call an HTTP API from a browser."""

    kind: ClassVar[str] = "AWS::ApiGatewayV2::Api"
    property: ClassVar[str] = "CorsConfiguration"

    def wanted(self, given: Properties) -> Properties:
        return given

    def set(self, account: Account, name: str, wanted: Any) -> None:  # noqa: ANN401 - see Fixup
        account.apigatewayv2.update_api(ApiId=name, CorsConfiguration=wanted)

    def read(self, account: Account, name: str) -> Properties:
        return dict(account.apigatewayv2.get_api(ApiId=name).get("CorsConfiguration", {}))
