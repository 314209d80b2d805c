"""How a long video is left to many, and how what they made becomes one WEBM."""

from typing import Literal

import pytest

from mediadesk.contracts.events import PieceRequested
from mediadesk.domain.assets import upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.fan_out import PieceKind
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind, progress_of
from mediadesk.services.fan_out import PIECE_TYPE
from tests.builders import an_operation
from tests.services.in_pieces import (
    JOIN,
    NUMBERS,
    InPieces,
    deliver_all,
    message_of,
    numbers_sent,
    piece,
    spread,
)
from tests.services.stories import calls, convert, error_of, queued, stored
from tests.world import World


def test_one_converter_makes_the_cheap_outputs_and_leaves_the_webm_to_many() -> None:
    world, asset = spread()
    assert [output.kind for output in asset.outputs] == list(OutputKind)[:-1]
    assert asset.status is ConversionStatus.PROCESSING
    assert asset.media == world.transcoder.MEDIA
    fan_out = asset.current_conversion.fan_out
    assert fan_out is not None
    assert (fan_out.pieces, fan_out.left, fan_out.encoded_ms) == (4, 4, 0)
    assert fan_out.total_ms == pytest.approx(world.transcoder.MEDIA.video_seconds * 1000, abs=2)
    assert numbers_sent(world) == list(NUMBERS)


def test_pieces_lie_below_the_run_that_cut_them_and_the_join_is_the_last() -> None:
    world, asset = spread()
    for number in NUMBERS:
        key = f"work/{asset.asset_id}/1/1/{number:05d}/source"
        assert piece(world, number).source_key == key
        assert world.blobs.content_types[key] == PIECE_TYPE
        assert key in world.blobs.objects
    kinds = [piece(world, number).cut.kind for number in (*NUMBERS, JOIN)]
    assert kinds == [*[PieceKind.PICTURES] * 3, PieceKind.SOUND, PieceKind.JOIN]
    pictures = [piece(world, number).cut for number in NUMBERS[:3]]
    assert piece(world, JOIN).cut.frames == sum(cut.frames for cut in pictures)


def test_messages_name_the_attempt_and_the_run_that_the_pieces_belong_to() -> None:
    world, asset = spread()
    job = asset.current_conversion
    for message in world.queue.sent:
        assert isinstance(message, PieceRequested)
        assert (message.asset_id, message.job_id) == (asset.asset_id, job.job_id)
        assert (message.attempt, message.run) == (1, 1)


def test_when_all_pieces_are_encoded_they_are_joined_once_in_their_order() -> None:
    world, asset = spread()
    assert deliver_all(world) == []
    done = stored(world, asset)
    assert done.status is ConversionStatus.COMPLETED
    assert [output.kind for output in done.outputs] == list(OutputKind)
    assert sorted(world.piece_maker.made) == list(NUMBERS)
    assert world.piece_maker.joined == [NUMBERS]
    webm = world.blobs.objects[done.outputs[-1].key]
    assert webm.count(b"encoded") == len(NUMBERS)
    assert len(webm) == done.outputs[-1].size_bytes
    assert done.current_conversion.progress == 100
    assert done.current_conversion.fan_out is not None


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 3, 0, 2)])
def test_pieces_may_be_encoded_in_any_order(order: tuple[int, ...]) -> None:
    world, asset = spread()
    for number in order:
        convert(world, message_of(world, number))
    assert numbers_sent(world).count(JOIN) == 1
    convert(world, message_of(world, JOIN))
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert world.piece_maker.joined == [NUMBERS]


def test_ten_deliveries_of_each_message_make_each_piece_once() -> None:
    world, asset = spread()
    messages = list(world.queue.sent)
    for _ in range(10):
        for message in messages:
            convert(world, message)
    joins = [message for message in world.queue.sent if message not in messages]
    for _ in range(10):
        convert(world, joins[0])
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert sorted(world.piece_maker.made) == list(NUMBERS)
    assert world.piece_maker.joined == [NUMBERS]


def test_progress_rises_with_every_piece_and_never_falls() -> None:
    world, asset = spread()
    shown = [asset.current_conversion.shown_progress]
    while world.queue.sent:
        convert(world, world.queue.sent.pop(0))
        shown.append(stored(world, asset).current_conversion.shown_progress)
    assert shown == sorted(shown)
    assert shown[0] == progress_of(OutputKind.WEBP, 1.0)
    assert shown[0] < shown[1] < shown[2] < shown[3]
    assert (max(shown[:-1]), shown[-1]) == (99, 100)


def test_each_change_of_status_is_told_in_the_chain_and_pieces_are_not() -> None:
    world, asset = spread()
    deliver_all(world)
    entries = world.storage.chain(f"ASSET#{asset.asset_id}")
    states = [(entry.after or {})["conversion_status"] for entry in entries]
    assert states == ["pending_upload", "queued", "processing", "completed"]


def test_what_operators_watch_is_counted_once_for_all_pieces() -> None:
    world, _ = spread()
    deliver_all(world)
    told = [told[:2] for told in world.meter.told]
    assert told.count(("made", OutputKind.WEBM)) == 1
    assert [name for name, *_ in world.meter.told].count("completed") == 1
    assert [name for name, *_ in world.meter.told].count("started") == 1


def test_a_video_without_sound_has_pictures_only() -> None:
    world = InPieces()
    world.piece_maker.has_sound = False
    asset = queued(world)
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert world.piece_maker.joined == [(0, 1, 2)]


@pytest.mark.parametrize("pictures", [0, 1])
def test_a_video_that_cannot_be_cut_is_made_by_one(pictures: int) -> None:
    world = InPieces()
    world.piece_maker.pictures = pictures
    asset = queued(world)
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert world.transcoder.made == list(OutputKind)
    assert not world.storage.pieces
    assert not [key for key in world.blobs.objects if key.startswith("work/")]


def test_a_short_video_is_not_even_looked_at_for_a_place_to_cut() -> None:
    world = World()
    asset = queued(world)
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert not calls(world, "FakePieceMaker.split")


def test_a_video_that_cannot_be_split_fails_with_its_reason() -> None:
    world = InPieces()
    world.piece_maker.rejects = {"split": MediaFault.DAMAGED}
    asset = queued(world)
    convert(world)
    assert error_of(stored(world, asset)) == "media_damaged"
    assert not world.storage.pieces


@pytest.mark.parametrize("what", [*NUMBERS, "join"])
def test_a_piece_that_fails_for_good_fails_the_asset_and_keeps_what_was_shown(
    what: int | Literal["join"],
) -> None:
    world, before = spread()
    world.piece_maker.rejects = {what: MediaFault.ENCODER_FAILED}
    deliver_all(world)
    failed = stored(world, before)
    assert (failed.status, error_of(failed)) == ("failed", "conversion_encoder_failed")
    assert failed.outputs == before.outputs
    assert failed.current_conversion.fan_out is not None
    assert failed.current_conversion.lease_until is None
    assert failed.current_conversion.progress >= before.current_conversion.shown_progress
    assert not world.queue.sent


def test_a_retry_after_a_piece_has_failed_cuts_anew_and_completes() -> None:
    world, before = spread()
    world.piece_maker.rejects = {1: MediaFault.TIMED_OUT}
    deliver_all(world)
    world.piece_maker.rejects = {}
    world.transcoder.made.clear()
    operation = world.new_id("key_")
    world.conversions().retry_conversion(before.asset_id, None, an_operation(operation))
    deliver_all(world)
    done = stored(world, before)
    assert done.status is ConversionStatus.COMPLETED
    assert world.transcoder.made == []
    assert [output.attempt for output in done.outputs] == [1, 1, 1, 2]
    assert {key[1:3] for key in world.storage.pieces} == {(1, 1), (2, 1)}


def test_pieces_are_cut_from_the_version_that_was_accepted() -> None:
    world = InPieces()
    asset = queued(world)
    world.blobs.objects[upload_key(asset.asset_id)] = b"something else"
    deliver_all(world)
    done = stored(world, asset)
    assert b"of 12 bytes" in world.blobs.objects[done.outputs[-1].key]
