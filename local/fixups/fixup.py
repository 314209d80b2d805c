"""What a repair of one dropped property has to know."""

from typing import Any, ClassVar, Protocol

from local.account import Account


class Fixup(Protocol):
    """One property of one kind of resource, which is set and read through the service's own API."""

    kind: ClassVar[str]
    property: ClassVar[str]

    def wanted(self, given: Any, /) -> Any:  # noqa: ANN401 - templates are untyped
        """The API's form of what the template gives; ValueError for what it can't express."""

    def set(self, account: Account, name: str, wanted: Any, /) -> None:  # noqa: ANN401
        """Set it on the resource of that physical name."""

    def read(self, account: Account, name: str, /) -> Any:  # noqa: ANN401
        """What is set now, in the form of `wanted`."""
