"""Every migration that there is, in the order in which they came."""

from mediadesk.aws import clients
from mediadesk.aws.archive import S3Archive
from mediadesk.aws.database import Database
from mediadesk.aws.search_repair import SearchRepair
from mediadesk.settings import Settings
from migrations.kinds import Migration
from migrations.log_entries import ArchiveLogEntries
from migrations.user_search import BackfillUserSearch

NAMES = (BackfillUserSearch.name, ArchiveLogEntries.name)


def migrations(database: Database, settings: Settings) -> dict[str, Migration]:
    """By their names; a name stays for ever, because what was done is kept under it."""
    known: tuple[Migration, ...] = (
        BackfillUserSearch(SearchRepair(database)),
        ArchiveLogEntries(S3Archive(clients.s3(), settings.archive_bucket)),
    )
    return {migration.name: migration for migration in known}
