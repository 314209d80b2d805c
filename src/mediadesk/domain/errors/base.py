"""What all errors have that a caller can act on."""

from typing import ClassVar


class MediadeskError(Exception):
    """Base of all errors that a caller may see.

    `code` never changes once published; `title` says what happened, `remedy` what to do about it.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail
