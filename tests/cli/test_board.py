"""Rows of progress, on a terminal and elsewhere."""

from io import StringIO

from rich.console import Console
from rich.progress import Progress

from cli.board import TerminalBoard, open_board


def shown(*, is_terminal: bool) -> str:
    console = Console(file=StringIO(), force_terminal=is_terminal, width=100)
    with open_board(console) as board:
        row = board.row("clip.mp4")
        row.stage("uploading", 20_000_000, in_bytes=True)
        row.reached(10_000_000)
        row.say("thumbnail is there")
        row.end("completed", good=True)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_terminal_gets_moving_bars() -> None:
    text = shown(is_terminal=True)
    assert "\x1b[" in text
    assert "thumbnail is there" in text
    assert "✓" in text
    assert "100%" in text


def test_elsewhere_there_are_plain_lines() -> None:
    assert shown(is_terminal=False).splitlines() == [
        "clip.mp4: uploading",
        "clip.mp4: uploading 50%",
        "thumbnail is there",
        "clip.mp4: completed",
    ]


def test_elsewhere_a_small_file_takes_one_line_a_stage() -> None:
    console = Console(file=StringIO(), force_terminal=False, width=100)
    with open_board(console) as board:
        row = board.row("clip.mp4")
        row.stage("uploading", 1000, in_bytes=True)
        row.reached(500)
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue() == "clip.mp4: uploading\n"


def test_within_a_stage_a_bar_never_goes_back() -> None:
    bars = Progress(console=Console(file=StringIO()))
    row = TerminalBoard(bars).row("clip.mp4")
    row.stage("uploading", 100)
    row.reached(60)
    row.reached(20)
    row.stage("uploading", 100)
    assert bars.tasks[0].completed == 60


def test_a_stage_of_unknown_length_has_none() -> None:
    bars = Progress(console=Console(file=StringIO()))
    row = TerminalBoard(bars).row("clip.mp4")
    row.stage("uploading", 100)
    row.stage("arriving")
    assert bars.tasks[0].total is None


def test_a_row_that_failed_stays_where_it_was() -> None:
    bars = Progress(console=Console(file=StringIO()))
    row = TerminalBoard(bars).row("clip.mp4")
    row.stage("converting", 100)
    row.reached(40)
    row.end("failed", good=False)
    assert bars.tasks[0].completed == 40


def test_a_long_name_leaves_room_for_the_bar() -> None:
    bars = Progress(console=Console(file=StringIO()))
    TerminalBoard(bars).row("clip" * 50)
    assert len(bars.tasks[0].description) == 32
