"""What can go wrong with a local run, each with what to do about it."""


class LocalRunError(Exception):
    """A reason why the local stack can't run; `code` is stable, `remedy` says what to do."""

    code = "local_run_failed"
    remedy = ""

    def __init__(self, detail: str, remedy: str | None = None) -> None:
        super().__init__(detail)
        if remedy is not None:
            self.remedy = remedy


class PortTaken(LocalRunError):
    code = "port_taken"


class InstanceRunning(LocalRunError):
    code = "instance_running"


class ForeignFolder(LocalRunError):
    code = "foreign_folder"
    remedy = "Choose a folder that is new or empty, or one of an earlier run."


class EngineMissing(LocalRunError):
    code = "engine_missing"
    remedy = "`make run` installs it; so does `python3 scripts/bootstrap.py`."


class EngineFailed(LocalRunError):
    code = "engine_failed"
    remedy = "Start it again, as before: what was saved is there. Its log says more."


class SynthFailed(LocalRunError):
    code = "synth_failed"
    remedy = "The template could not be made; `make synth` shows the same error alone."


class DeployFailed(LocalRunError):
    code = "deploy_failed"
    remedy = "`make run ARGS=--reset` deploys into an empty state."


class SettingLost(LocalRunError):
    """The engine forgot a property of a resource that it had been given."""

    code = "setting_lost"
    remedy = "The engine's version may have changed: see local/fixups.py."


class SeedFailed(LocalRunError):
    code = "seed_failed"
    remedy = "`make run ARGS=--seed=0` starts without sample clips; engine.log says more."


class ApiSilent(LocalRunError):
    code = "api_silent"
    remedy = "engine.log in the data folder holds what the functions said."
