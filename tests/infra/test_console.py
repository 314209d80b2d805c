"""The console's pages: what they may do, where they find the API, and how they are reached."""

import json

import pytest

from tests.infra.conftest import ENGINE
from tests.infra.templates import Templates, written_out

pytestmark = pytest.mark.slow


def test_pages_run_their_own_scripts_only_and_stand_in_no_frame(
    prod: Templates, local: Templates
) -> None:
    for templates in (prod, local):
        policy = policy_of(templates)
        assert policy["default-src"] == ["'none'"]
        assert policy["script-src"] == ["'self'"]
        assert policy["frame-ancestors"] == ["'none'"]


def test_pages_reach_the_api_the_files_and_the_sign_in_of_their_stage(prod: Templates) -> None:
    reached = policy_of(prod)["connect-src"]
    names = "https://mediadesk-prod-media-{AWS::AccountId}-{AWS::Region}.s3"
    assert f"{names}.{{AWS::Region}}.amazonaws.com" in reached
    assert "wss://*.execute-api.{AWS::Region}.amazonaws.com" in reached
    assert settings_of(prod)["token_endpoint"].removesuffix("/oauth2/token") in reached


def test_locally_everything_is_behind_one_door(local: Templates) -> None:
    assert policy_of(local)["connect-src"] == ["'self'", ENGINE.replace("http", "ws")]
    settings = settings_of(local)
    assert settings["api_url"] == ENGINE
    assert settings["authorization_endpoint"] == f"{ENGINE}/oauth2/authorize"


def test_the_cloud_s_pages_carry_the_policy_that_is_told(prod: Templates) -> None:
    (headers,) = prod.properties("AWS::CloudFront::ResponseHeadersPolicy")
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]
    assert written_out(policy["ContentSecurityPolicy"]) == written_out(prod.outputs()["PagePolicy"])
    (distribution,) = prod.properties("AWS::CloudFront::Distribution")
    (behaviour,) = distribution["DistributionConfig"]["CacheBehaviors"]
    assert behaviour["PathPattern"] == "console/*"
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"


def test_the_sign_in_comes_back_to_the_console_and_nowhere_else(
    prod: Templates, local: Templates
) -> None:
    for templates in (prod, local):
        (client,) = templates.properties("AWS::Cognito::UserPoolClient")
        (home,) = map(written_out, client["CallbackURLs"])
        assert home.endswith("/console/")
        assert client["CallbackURLs"] == client["LogoutURLs"]
        assert client["AllowedOAuthFlows"] == ["code"]


def policy_of(templates: Templates) -> dict[str, list[str]]:
    """Which places each directive of the pages' policy names."""
    parts = written_out(templates.outputs()["PagePolicy"]).split("; ")
    return {name: places for name, *places in (part.split(" ") for part in parts)}


def settings_of(templates: Templates) -> dict[str, str]:
    """What is published beside the pages."""
    settings: dict[str, str] = json.loads(written_out(templates.outputs()["ConsoleSettings"]))
    return settings
