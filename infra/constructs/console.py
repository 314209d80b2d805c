"""The console's pages: what they may load and reach, their headers, and where they find the API."""

from typing import Final

from aws_cdk import Aws, CfnOutput, Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from infra.config import Stage
from infra.constructs.buckets import bucket_name
from infra.constructs.people import People, sign_in_url

PATHS: Final = "console/*"

INDEXES: Final = """\
function handler(event) {
  var request = event.request;
  var moved = { '/': '/console/', '/console': '/console/', '/docs': '/docs/' }[request.uri];
  if (moved) {
    return {
      statusCode: 302,
      statusDescription: 'Found',
      headers: { location: { value: moved } },
    };
  }
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  return request;
}
"""
"""A bucket has no folders with an index; the pages have no other need of rewriting."""


def tell_settings(stack: Stack, *, stage: Stage, people: People, api_url: str) -> None:
    """Put the console's `config.json`, which is published beside its pages, into the outputs."""
    pages = sign_in_url(stage)
    pool = people.pool.user_pool_id
    settings = {
        "api_url": stage.engine_url or api_url,
        "client_id": people.client.user_pool_client_id,
        "issuer": f"https://cognito-idp.{Aws.REGION}.amazonaws.com/{pool}",
        "authorization_endpoint": f"{pages}/oauth2/authorize",
        "token_endpoint": f"{pages}/oauth2/token",
        "logout_url": f"{pages}/logout",
    }
    if not stage.is_local:
        # The emulator's pages can't take tokens back.
        settings["revocation_endpoint"] = f"{pages}/oauth2/revoke"
    CfnOutput(stack, "ConsoleSettings", value=stack.to_json_string(settings))


def page_policy(stage: Stage) -> str:
    """The Content-Security-Policy of the console's pages."""
    files, calls = _beyond(stage)
    allowed = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        # Components set their positions and sizes as styles of elements.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:", *files],
        "media-src": ["'self'", "blob:", *files],
        "connect-src": ["'self'", *files, *calls],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(places)}" for name, places in allowed.items())


def page_headers(scope: Construct, stage: Stage) -> cloudfront.ResponseHeadersPolicy:
    """What CloudFront adds to each of the console's pages."""
    security = cloudfront.ResponseSecurityHeadersBehavior(
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy=page_policy(stage), override=True
        ),
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=Duration.days(365), include_subdomains=True, override=True
        ),
    )
    return cloudfront.ResponseHeadersPolicy(
        scope, "ConsoleHeaders", security_headers_behavior=security
    )


def _beyond(stage: Stage) -> tuple[list[str], list[str]]:
    """Where files lie, and what is called; locally all of it is behind one front door."""
    if stage.is_local:
        return [], [stage.engine_url.replace("http://", "ws://")]
    bucket = bucket_name(stage, "media")
    # Not by its id: the API is made after the pages, whose origin it lets in.
    gateway = f"*.execute-api.{Aws.REGION}.amazonaws.com"
    files = [f"https://{bucket}.s3.{place}amazonaws.com" for place in (f"{Aws.REGION}.", "")]
    return files, [f"https://{gateway}", f"wss://{gateway}", sign_in_url(stage)]
