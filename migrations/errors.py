"""What can go wrong with a migration, each with what to do about it."""


class MigrationError(Exception):
    """A reason why a migration can't go on; `code` is stable, `remedy` says what to do."""

    code = "migration_failed"
    remedy = "Run the same command again: it goes on where it stopped."

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class MigrationHeld(MigrationError):
    code = "migration_held"
    remedy = "Wait for the other run. One that died is replaced a minute after its last step."


class StageNotFound(MigrationError):
    code = "stage_not_found"
    remedy = "Check the name of the stage, AWS_PROFILE and AWS_REGION; locally, that it runs."
