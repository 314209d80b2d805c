"""Who may sign in, and in which groups they are."""

from typing import Final

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.config import Stage

GROUPS: Final = {
    "admin": "May do everything",
    "auditor": "May read everything and change nothing",
}


def sign_in_url(stage: Stage) -> str:
    """Where the pool's hosted pages are; locally the front door shows them."""
    if stage.is_local:
        return stage.engine_url
    return f"https://{_domain_prefix(stage)}.auth.{Aws.REGION}.amazoncognito.com"


def console_url(web_origin: str) -> str:
    """Where the hosted pages send the browser back to; they compare it letter by letter."""
    return f"{web_origin}/console/"


class People(Construct):
    """The user pool, its groups, and the client by which browsers and tools sign in."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, web_origin: str
    ) -> None:
        super().__init__(scope, construct_id)
        self.pool = self._pool(stage)
        self.client = self._client(stage, web_origin)
        for name, description in GROUPS.items():
            cognito.UserPoolGroup(
                self,
                name.capitalize(),
                user_pool=self.pool,
                group_name=name,
                description=description,
            )

    def _pool(self, stage: Stage) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "Pool",
            user_pool_name=f"{stage.prefix}people",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            password_policy=_long_and_mixed(),
            mfa=cognito.Mfa.OFF if stage.is_local else cognito.Mfa.OPTIONAL,
            mfa_second_factor=None
            if stage.is_local
            else cognito.MfaSecondFactor(sms=False, otp=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=stage.keeps_data,
            removal_policy=RemovalPolicy.RETAIN if stage.keeps_data else RemovalPolicy.DESTROY,
        )
        acknowledge(
            pool,
            COG2="offered; an operator can require it once every admin has a device",
            COG8="the plus tier is billed for each person; a stage may choose it",
        )
        if not stage.is_local:
            domain = cognito.CognitoDomainOptions(domain_prefix=_domain_prefix(stage))
            pool.add_domain("Domain", cognito_domain=domain)
        return pool

    def _client(self, stage: Stage, web_origin: str) -> cognito.UserPoolClient:
        return self.pool.add_client(
            "Client",
            # The local stage seeds people with known passwords and signs them in from a terminal.
            auth_flows=cognito.AuthFlow(user_srp=True, user_password=stage.is_local),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.PROFILE],
                callback_urls=[console_url(web_origin)],
                logout_urls=[console_url(web_origin)],
            ),
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(1),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
        )


def _domain_prefix(stage: Stage) -> str:
    return f"{stage.prefix}{Aws.ACCOUNT_ID}"


def _long_and_mixed() -> cognito.PasswordPolicy:
    return cognito.PasswordPolicy(
        min_length=12,
        require_lowercase=True,
        require_uppercase=True,
        require_digits=True,
        require_symbols=True,
        temp_password_validity=Duration.days(3),
    )
