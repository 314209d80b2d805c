"""Addresses of private objects that stay the same for a while, so that browsers can cache them."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from botocore.auth import SIGV4_TIMESTAMP, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

if TYPE_CHECKING:
    from botocore.credentials import Credentials

WINDOW: Final = timedelta(hours=1)
"""All addresses made within one window of this length are equal."""
VALID_FOR: Final = 2 * WINDOW
"""Counted from the window's start: an address works for at least one more window."""


class WindowSigner:
    """Signs as of the start of the present window; the SDK's own signer knows the present only."""

    def __init__(self, credentials: "Credentials", region: str) -> None:
        self._credentials = credentials
        self._region = region

    def sign(self, url: str, at: datetime) -> tuple[str, datetime]:
        """The address for reading the object at `url`, which has no query, and when it ends."""
        start = window_start(at)
        frozen = self._credentials.get_frozen_credentials()
        auth = S3SigV4QueryAuth(frozen, "s3", self._region)
        request = AWSRequest("GET", url)
        request.context["timestamp"] = start.strftime(SIGV4_TIMESTAMP)
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": auth.scope(request),
            "X-Amz-Date": request.context["timestamp"],
            "X-Amz-Expires": str(int(VALID_FOR.total_seconds())),
            "X-Amz-SignedHeaders": "host",
            **({"X-Amz-Security-Token": frozen.token} if frozen.token else {}),
        }
        request.url = f"{url}?{urlencode(query, quote_via=quote, safe='-_.~')}"
        text = auth.string_to_sign(request, auth.canonical_request(request))
        signature = auth.signature(text, request)
        return f"{request.url}&X-Amz-Signature={signature}", start + VALID_FOR


def window_start(at: datetime) -> datetime:
    """The same for every moment of a window; windows are aligned to the full hour, UTC."""
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(WINDOW.total_seconds()), UTC)
