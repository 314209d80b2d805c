"""What is read from FFmpeg's words and from a file's first bytes."""

from pathlib import Path

import pytest

from functions.convert import binary, containers, wholeness
from functions.convert.encoding import ALMOST_DONE, Progress
from functions.convert.presets import fitted
from functions.convert.probe import PacketList, Report
from mediadesk.domain.faults import MediaFault


def report_of(text: str) -> Report:
    report = Report()
    for line in text.encode().splitlines():
        report.read(line)
    return report


def test_a_title_cannot_pass_for_a_stream() -> None:
    report = report_of(
        "Input #0, mov, from 'file:input':\n"
        "  Metadata:\n"
        "    title           : a\n"
        "                    :   Stream #0:7: Video: hevc, smpte2084\n"
        "  Duration: 01:02:03.50, start: 0.000000\n"
        "  Stream #0:0[0x1](und): Video: h264 (Main), yuv420p, 1280x720\n"
        "Stream mapping:\n"
        "  Stream #0:0 -> #0:0 (copy)\n"
        "  Stream #0:0: Video: h264, smpte2084\n"
    )
    assert (report.stream_count, report.is_hdr) == (1, False)
    assert report.duration_seconds == 3723.5


def test_a_list_cut_off_in_the_middle_of_a_line_is_read_up_to_there() -> None:
    packets = PacketList()
    for line in (b"#tb 0: 1/25", b"#codec_id 0: h264", b"0, 0, 0, 1, 99, 0x1", b"0, 1,"):
        packets.read(line)
    assert (packets.video.packets, packets.seconds) == (1, 0.04)


def test_a_packet_without_a_display_time_counts_by_its_decoding_time() -> None:
    packets = PacketList()
    for line in (b"#tb 0: 1/10", b"0, 0, 0, 1, 9, 0x1", b"0, 1, -9223372036854775808, 1, 9, 0x1"):
        packets.read(line)
    assert packets.video.seconds == 0.2


def test_nothing_listed_is_no_video() -> None:
    assert (PacketList().video.packets, PacketList().audio, PacketList().seconds) == (0, None, 0.0)


def test_progress_keeps_its_last_value_when_the_encoder_has_none() -> None:
    progress = Progress(10)
    for line in (b"frame=7", b"out_time_us=5000000", b"out_time_us=N/A", b"out_time_us=4000000"):
        progress.read(line)
    assert (progress.share, progress.frames) == (0.5, 7)
    progress.read(b"out_time_us=99000000")
    assert progress.share == ALMOST_DONE


@pytest.mark.parametrize(
    ("size", "box", "expected"),
    [
        ((1920, 1080), (640, 640), (640, 360)),
        ((1080, 1920), (640, 640), (360, 640)),
        ((320, 240), (640, 640), (320, 240)),
        ((1, 9000), (480, 960), (1, 960)),
    ],
)
def test_pictures_are_scaled_down_never_up_and_never_away(
    size: tuple[int, int], box: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert fitted(*size, box) == expected


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x00\x08wide", "mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "matroska"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "webm"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        ((b"G" + bytes(187)) * 3, "mpegts"),
        (b"GGGG", None),
        (b"", None),
        (b"#EXTM3U\n", None),
    ],
)
def test_a_container_is_known_by_its_first_bytes(
    tmp_path: Path, head: bytes, name: str | None
) -> None:
    (tmp_path / "file").write_bytes(head)
    assert containers.claimed(tmp_path / "file") == name


GIF = b"GIF89a\x01\0\x01\0\x80\0\0" + bytes(6)
PICTURE = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
MOOV = b"\0\0\0\x08moov"
PAGE = b"OggS\0\4" + bytes(20) + b"\1\3abc"
TAG = b"\x09\0\0\x02" + bytes(7) + b"ab" + b"\0\0\0\x0d"
FLV = b"FLV\x01\x05\0\0\0\x09" + bytes(4)


@pytest.mark.parametrize(
    ("container", "content", "flaw"),
    [
        ("mp4", b"", MediaFault.TRUNCATED),
        ("mp4", MOOV + b"\0\0\0\x0cmdatabcd", None),
        ("mp4", MOOV + b"\0\0\0\x0cmdatabc", MediaFault.TRUNCATED),
        ("mp4", MOOV + b"\0\0\0\0mdatabc", None),
        ("mp4", MOOV + b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x13abc", None),
        ("mp4", MOOV + b"\x7f\x7f\x7f\x7fjunk", None),
        ("mp4", b"\0\0\0\x0cmdatabcd", MediaFault.TRUNCATED),
        ("mp4", b"\0\0\0\x08free", MediaFault.DAMAGED),
        ("gif", GIF + PICTURE + b";", None),
        ("gif", GIF + PICTURE + b"; and more", None),
        ("gif", GIF + PICTURE, None),
        ("gif", GIF + PICTURE + bytes(9), None),
        ("gif", GIF + PICTURE[:-2], MediaFault.TRUNCATED),
        ("gif", GIF + PICTURE + b"x", MediaFault.DAMAGED),
        ("ogg", PAGE * 3, None),
        ("ogg", (PAGE * 3)[:-1], MediaFault.TRUNCATED),
        ("ogg", PAGE + b"?" + PAGE, MediaFault.DAMAGED),
        ("ogg", PAGE + b"a label", None),
        ("avi", b"RIFF\x04\0\0\0AVI ", None),
        ("avi", b"RIFF\x06\0\0\0AVI ", MediaFault.TRUNCATED),
        ("avi", b"RIFF\0\0\0\0AVI ", None),
        ("flv", FLV + TAG + TAG, None),
        ("flv", (FLV + TAG + TAG)[:-5], MediaFault.TRUNCATED),
        ("flv", FLV + TAG + b"something else", None),
        ("mpegts", b"G", None),
        (None, b"anything", None),
    ],
)
def test_a_part_that_does_not_fit_into_the_file_was_cut_off(
    tmp_path: Path, container: str | None, content: bytes, flaw: MediaFault | None
) -> None:
    (tmp_path / "file").write_bytes(content)
    assert wholeness.flaw(tmp_path / "file", container) is flaw


def test_a_walk_over_countless_tiny_parts_is_given_up_soon(tmp_path: Path) -> None:
    # 27 bytes a page: at the largest upload an endless walk would take minutes.
    with (tmp_path / "file").open("wb") as file:
        for _ in range(5):
            file.write((b"OggS" + bytes(22) + b"\0") * 1_000_000)
        file.write(PAGE[:-1])
    assert wholeness.flaw(tmp_path / "file", "ogg") is None


def test_the_binary_is_found_in_a_layer_and_made_executable(tmp_path: Path) -> None:
    inside = tmp_path / "second" / "bin" / "ffmpeg"
    inside.parent.mkdir(parents=True)
    inside.write_text("#!/bin/sh\n")
    inside.chmod(0o644)
    layers = {binary.LAYER_FOLDERS: f"{tmp_path / 'first'}:{tmp_path / 'second'}"}
    assert binary.locate(layers, root=tmp_path / "opt") == inside
    assert inside.stat().st_mode & 0o111


def test_the_binary_is_found_where_lambda_unpacks_layers(tmp_path: Path) -> None:
    inside = tmp_path / "bin" / "ffmpeg"
    inside.parent.mkdir()
    inside.write_text("")
    inside.chmod(0o755)
    assert binary.locate({}, root=tmp_path) == inside


def test_a_function_without_the_layer_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="lacks the ffmpeg layer"):
        binary.locate({}, root=tmp_path)
