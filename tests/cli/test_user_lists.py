"""The users of a bulk, as arguments and as files."""

from pathlib import Path

import pytest

from cli.failures import ExitCode, Failure
from cli.user_lists import read_user_list


def listed(home: Path, content: str | bytes, *typed: str) -> list[str]:
    path = home / "team.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_user_list(typed, path)


@pytest.mark.parametrize(
    "content",
    [
        "u-1\nu-2\n",
        "# The team\n\n  u-1  \r\n  # and\r\nu-2",
        b"\xef\xbb\xbfu-1\nu-2\n",
        "user_id\nu-1\nu-2\n",
        "# from the directory\nuser_id,display_name\nu-1,Zoe\n\n#u-9,Xenia\nu-2,Yan\n",
        'Email;User_ID\r\nz@x.org;u-1\r\ny@x.org;"u-2"\r\n',
        'display_name\tuser_id\n"Two\nlines"\tu-1\nYan\tu-2\n',
    ],
)
def test_ids_stand_in_lines_or_in_a_column(tmp_path: Path, content: str | bytes) -> None:
    assert listed(tmp_path, content) == ["u-1", "u-2"]


def test_arguments_and_a_file_go_together(tmp_path: Path) -> None:
    assert listed(tmp_path, "u-2\n", "u-1") == ["u-1", "u-2"]


@pytest.mark.parametrize(
    ("content", "typed", "faults"),
    [
        (
            "# team\nu-1\n\nu-2\nu-1\n",
            ("u-2",),
            ["line 4: u-2 stands in argument 1 already", "line 5: u-1 stands in line 2 already"],
        ),
        ("", ("u-1", "u-1"), ["argument 2: u-1 stands in argument 1 already"]),
        ("user_id,team\nu-1,red\nu-1,blue\n", (), ["line 3: u-1 stands in line 2 already"]),
        ("user_id,team\nu-1,red,blue\n", (), ["line 2: 3 values under 2 columns"]),
        ("user_id,user_id\nu-1,u-2\n", (), ["the column user_id stands twice in the header"]),
        ('user_id,team\nu-1,"red\n', (), ["line 2: this is no CSV (unexpected end of data)"]),
        (b"u-1\nu-\xeb\n", (), ["line 2: this is not UTF-8; save the file as “CSV UTF-8”"]),
        ("# nobody\n", (), ["no user is named"]),
        ("user_id,team\n", (), ["no user is named"]),
    ],
)
def test_every_fault_is_named_by_its_place(
    tmp_path: Path, content: str | bytes, typed: tuple[str, ...], faults: list[str]
) -> None:
    with pytest.raises(Failure) as refused:
        listed(tmp_path, content, *typed)
    assert list(refused.value.faults) == faults
    assert refused.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("line", ["u 1", "u-1,u-2", '"u-1"', "..", "é", "u" * 129])
def test_what_is_no_id_is_said(tmp_path: Path, line: str) -> None:
    with pytest.raises(Failure) as refused:
        listed(tmp_path, f"u-1\n{line}\n")
    [fault] = refused.value.faults
    assert fault.startswith("line 2: ")
    assert "is no id of a user" in fault


def test_ten_thousand_are_taken_and_one_more_is_too_many(tmp_path: Path) -> None:
    many = "\n".join(f"u-{number}" for number in range(10_000))
    assert len(listed(tmp_path, many)) == 10_000
    with pytest.raises(Failure) as refused:
        listed(tmp_path, many, "one-more")
    assert list(refused.value.faults) == ["these are 10,001 users; a bulk takes 10,000 at most"]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"nowhere\.txt can't be read: No such file or directory\."):
        read_user_list((), tmp_path / "nowhere.txt")
