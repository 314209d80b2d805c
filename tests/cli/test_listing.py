"""Tables on wide and narrow terminals."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from cli.listing import Column, Listing

ID = "ast_01HZX0123456789ABCDEFGHJKM"


def shown(width: int, title: str = "Opening of the spring campaign") -> list[str]:
    listing = Listing(Column("ASSET"), Column("STATUS"), Column("SIZE", is_spare=True), words="T")
    listing.add(ID, "completed", "5.0 MB", title)
    console = Console(file=StringIO(), force_terminal=True, width=width, color_system=None)
    console.print(listing, crop=False)
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_where_there_is_room_nothing_is_cut() -> None:
    assert shown(100)[1] == f"{ID}  completed  5.0 MB  Opening of the spring campaign"


def test_words_give_way_first() -> None:
    assert shown(62)[1] == f"{ID}  completed  5.0 MB  Opening of…"


def test_then_goes_what_can_be_spared() -> None:
    heads, row = shown(52)
    assert heads.split() == ["ASSET", "STATUS", "T"]
    assert row == f"{ID}  completed  Opening …"


@pytest.mark.parametrize("width", [1, 20, 30, 50])
def test_on_the_narrowest_terminal_each_row_is_a_block_of_whole_lines(width: int) -> None:
    assert shown(width) == [
        ID,
        "  status  completed",
        "  size    5.0 MB",
        "  t       Opening of the spring campaign",
    ]


def test_an_id_is_whole_at_every_width() -> None:
    for width in range(10, 120):
        assert any(line.startswith(ID) for line in shown(width, "視頻" * 40))


def test_no_line_of_a_table_is_wider_than_the_terminal() -> None:
    for width in range(51, 120):
        assert max(cell_len(line) for line in shown(width, "視頻" * 40)) <= width
