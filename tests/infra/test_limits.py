"""What a file may be is said once for a stage, and what is too long for one converter."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra import config
from infra.function import environment
from mediadesk.domain.fan_out import estimated_s
from mediadesk.domain.media import MediaInfo, Preset
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.settings import Settings
from tests.infra.templates import Templates, synthesize

UPLOADERS = ("upload.on_request", "upload.on_object", "upload.on_schedule")
SMALLER = MediaLimits(
    upload_bytes=1,
    duration_s=2,
    frame_pixels=3,
    streams=4,
    frame_rate=5,
    webm_long_side=6,
)


def settings_of(stage: Templates, module: str) -> Settings:
    variables = stage.functions()[module]["Environment"]["Variables"]
    return Settings.from_environment({n: v for n, v in variables.items() if isinstance(v, str)})


def clip(width: int, height: int, seconds: float) -> MediaInfo:
    return MediaInfo(
        container="mp4",
        duration_seconds=seconds,
        width=width,
        height=height,
        frame_rate=24,
        video_codec="h264",
        audio_codec="aac",
        video_seconds=seconds,
    )


def test_every_limit_of_a_stage_is_told_by_a_setting() -> None:
    stage = replace(config.PROD, limits=SMALLER)
    told = environment(stage, stage.limit_settings)
    assert Settings.from_environment(told).media_limits == SMALLER


@pytest.mark.slow
def test_a_limit_that_a_stage_changes_reaches_every_function_that_asks(tmp_path: Path) -> None:
    changed = synthesize(replace(config.PROD, limits=SMALLER), tmp_path)
    assert settings_of(changed, "convert.on_job").media_limits == SMALLER
    for module in UPLOADERS:
        assert settings_of(changed, module).media_limits.upload_bytes == SMALLER.upload_bytes


@pytest.mark.slow
def test_the_converter_knows_when_to_cut_and_when_a_message_comes_for_the_last_time(
    prod: Templates, local: Templates
) -> None:
    for templates, stage in ((prod, config.PROD), (local, config.LOCAL)):
        settings = settings_of(templates, "convert.on_job")
        assert (settings.fan_out_over_s, settings.piece_s) == (stage.fan_out_over_s, stage.piece_s)
        queues = templates.resources("AWS::SQS::Queue").items()
        [queue] = [q["Properties"] for name, q in queues if name.startswith("ConversionsQueue")]
        deliveries = queue["RedrivePolicy"]["maxReceiveCount"]
        assert settings.conversion_deliveries == deliveries


@pytest.mark.parametrize("stage", config.STAGES.values(), ids=lambda stage: stage.name)
def test_what_one_converter_makes_alone_takes_half_of_its_time_at_most(
    stage: config.Stage,
) -> None:
    assert stage.fan_out_over_s <= stage.conversion_timeout_s / 2


@pytest.mark.parametrize("preset", Preset)
def test_locally_half_a_minute_is_made_in_pieces_and_five_seconds_are_not(preset: Preset) -> None:
    threshold = config.LOCAL.fan_out_over_s
    assert estimated_s(clip(854, 480, 30.0), preset) > threshold
    assert estimated_s(clip(1280, 720, 5.3), preset) < threshold
