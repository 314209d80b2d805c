"""How a place in a list travels through a client that must neither read nor change it."""

from itsdangerous import BadSignature, URLSafeSerializer

from mediadesk.domain.errors import InvalidCursor


class CursorSigner:
    """Signs positions; one that was made for another query is refused like a forged one."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def sign(self, query: str, position: str) -> str:
        return str(self._serializer(query).dumps(position))

    def position(self, query: str, cursor: str) -> str:
        """The position that `sign` was given for the same query; InvalidCursor otherwise."""
        try:
            return str(self._serializer(query).loads(cursor))
        except BadSignature as error:
            raise InvalidCursor("The cursor was changed, or is of another query.") from error

    def _serializer(self, query: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret, salt=f"cursor:{query}")
