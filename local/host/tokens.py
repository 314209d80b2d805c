"""How the engine renews tokens: as the cloud does, where its own way would lose something."""

import json
from typing import Any

from ministack.services import cognito


class _Forgotten(dict[str, Any]):
    """Keeps nothing that is put into it."""

    def __setitem__(self, key: str, value: object) -> None:
        pass

    def update(self, *_given: object, **_named: object) -> None:
        pass


def renew_like_the_cloud() -> None:
    """Let a renewed token keep its groups, and a restart end no session.

    The engine has two ways. The one for tokens of its sign-in page leaves the groups out; what
    that way does not know goes the other one. The new ID token would claim a new sign-in, which
    browsers refuse: without one they keep theirs.
    """
    cognito._refresh_tokens = _Forgotten()
    renew = cognito._oauth2_refresh_api_issued_token

    def renewed(*given: str) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = renew(*given)
        answer = {name: value for name, value in json.loads(body).items() if name != "id_token"}
        return status, headers, json.dumps(answer).encode()

    cognito._oauth2_refresh_api_issued_token = renewed
