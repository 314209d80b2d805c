"""What can be wrong with a question about the audit trail."""

from mediadesk.domain.errors.base import MediadeskError


class ChainNotFound(MediadeskError):
    code = "chain_not_found"
    title = "There is no such chain"
    remedy = "Name it as entries do: `user:`, `asset:`, `profile:` or `bulk:`, and an id."
