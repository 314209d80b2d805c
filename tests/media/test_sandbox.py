"""What a confined program can and cannot do, shown on small programs."""

import os
import shutil
import sys
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from functions.convert import sandbox, workspace
from mediadesk.domain.faults import MediaFault, MediaRejected
from tests.media.processes import ends_within, working_in

MOST_BYTES = 10_000


def run(folder: Path, *program: str, seconds: float = 30) -> tuple[sandbox.Ended, list[str]]:
    lines: list[bytes] = []
    watch = sandbox.Watch(lambda: seconds, on_output=lines.append)
    ended = sandbox.run(program, folder, MOST_BYTES, watch)
    return ended, [line.decode() for line in lines]


def test_it_inherits_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made up")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    assert run(tmp_path, "/bin/cat", "/proc/self/environ") == (sandbox.Ended(0, ""), [])


def test_memory_processor_files_and_core_dumps_are_limited(tmp_path: Path) -> None:
    _, lines = run(tmp_path, "/bin/cat", "/proc/self/limits")
    limits = {line[:25].strip(): line[26:46].strip() for line in lines}
    assert limits["Max address space"] == str(sandbox.MEMORY_BYTES)
    assert int(limits["Max cpu time"]) == 30 * (os.cpu_count() or 1)
    assert limits["Max file size"] == str(MOST_BYTES)
    assert limits["Max core file size"] == "0"
    assert limits["Max open files"] == "64"


def test_it_runs_in_its_folder_and_in_a_session_of_its_own(tmp_path: Path) -> None:
    script = "pwd; read -r pid _ _ _ group session _ < /proc/self/stat; echo $group $session $$"
    _, (folder, numbers) = run(tmp_path, "/bin/sh", "-c", script)
    assert folder == str(tmp_path)
    group, session, leader = numbers.split()
    assert group == session == leader != str(os.getpid())


def test_its_input_is_closed_and_it_can_gain_no_privileges(tmp_path: Path) -> None:
    _, lines = run(tmp_path, "/bin/sh", "-c", "cat; grep NoNewPrivs /proc/self/status")
    assert lines == ["NoNewPrivs:\t1"]


def test_a_file_that_outgrows_the_limit_ends_it(tmp_path: Path) -> None:
    ended, _ = run(tmp_path, "/bin/sh", "-c", "exec head -c 20000 /dev/zero > out")
    assert ended.exit_code < 0
    assert (tmp_path / "out").stat().st_size <= MOST_BYTES


def test_a_program_that_cannot_be_started_is_told_by_its_exit_code(tmp_path: Path) -> None:
    ended, _ = run(tmp_path, "/no/such/program")
    assert ended.exit_code == 1
    assert "FileNotFoundError" in ended.last_words


def test_only_the_last_of_many_complaints_are_kept(tmp_path: Path) -> None:
    script = "i=0; while [ $i -lt 3000 ]; do echo complaint $i; i=$((i+1)); done >&2"
    ended, _ = run(tmp_path, "/bin/sh", "-c", script)
    assert ended.last_words.splitlines()[-1] == "complaint 2999"
    assert len(ended.last_words) < 4096


def test_an_endless_line_takes_no_memory(tmp_path: Path) -> None:
    _, lines = run(tmp_path, "/bin/sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x")
    assert sum(map(len, lines)) < 3_000_000
    assert max(map(len, lines)) <= sandbox.LONGEST_LINE


def test_a_silent_program_is_watched_every_second(tmp_path: Path) -> None:
    pulses: list[float] = []
    watch = sandbox.Watch(lambda: 30.0, on_pulse=lambda: pulses.append(time.monotonic()))
    sandbox.run(("/bin/sleep", "1.7"), tmp_path, MOST_BYTES, watch)
    assert len(pulses) >= 3
    assert max(b - a for a, b in pairwise(pulses)) < 1


def test_a_program_that_closes_its_pipes_still_runs_out_of_time(tmp_path: Path) -> None:
    until = time.monotonic() + 0.3
    watch = sandbox.Watch(lambda: until - time.monotonic())
    program = ("/bin/sh", "-c", "exec sleep 60 >&- 2>&-")
    with pytest.raises(MediaRejected) as caught:
        sandbox.run(program, tmp_path, MOST_BYTES, watch)
    assert caught.value.fault is MediaFault.TIMED_OUT
    assert working_in(tmp_path) == []


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    ended, _ = run(tmp_path, "/bin/sh", "-c", "sleep 60 > /dev/null 2>&1 & exit 3")
    assert ended.exit_code == 3
    # It was nobody's child at last: its end is the kernel's, a moment later.
    assert all(ends_within(pid, timeout_s=5) for pid in working_in(tmp_path))


def test_it_inherits_no_open_file(tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        _, (_, *links) = run(tmp_path, "/bin/ls", "-l", "/proc/self/fd")
    # Input, output, complaints, and what `ls` itself reads.
    assert len(links) == 4
    assert not any("secret" in link for link in links)


PYTHON = (sys.executable, "-I", "-S", "-c")


def test_it_gets_no_socket(tmp_path: Path) -> None:
    for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
        ended, _ = run(tmp_path, *PYTHON, f"import socket; socket.socket(socket.{family})")
        assert "PermissionError: [Errno 13]" in ended.last_words, family


def test_memory_beyond_the_limit_is_not_given(tmp_path: Path) -> None:
    ended, _ = run(tmp_path, *PYTHON, f"bytearray({sandbox.MEMORY_BYTES})")
    assert "MemoryError" in ended.last_words


def test_a_processor_hog_is_ended_and_that_is_no_fault_of_the_file(tmp_path: Path) -> None:
    hog = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2)); [0 for _ in iter(int, 1)]"
    ended, _ = run(tmp_path, *PYTHON, hog)
    assert ended.ran_out is MediaFault.TIMED_OUT


def test_a_full_disk_is_told_from_a_damaged_file() -> None:
    assert sandbox.Ended(228, "No space left on device").ran_out is MediaFault.NO_SPACE
    assert sandbox.Ended(183, "Invalid data").ran_out is None


def test_one_that_ignores_every_polite_signal_still_ends(tmp_path: Path) -> None:
    script = "trap '' TERM INT HUP QUIT; while :; do sleep 1; done"
    until = time.monotonic() + 0.5
    with pytest.raises(MediaRejected) as caught:
        sandbox.run(
            ("/bin/sh", "-c", script),
            tmp_path,
            MOST_BYTES,
            sandbox.Watch(lambda: until - time.monotonic()),
        )
    assert caught.value.fault is MediaFault.TIMED_OUT
    assert all(ends_within(pid, timeout_s=5) for pid in working_in(tmp_path))


def test_nothing_is_started_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil.disk_usage(tmp_path).free
    workspace.require_room(tmp_path, free // 2)
    with pytest.raises(MediaRejected, match="bytes are free") as caught:
        workspace.require_room(tmp_path, 2 * free)
    assert caught.value.fault is MediaFault.NO_SPACE
    assert caught.value.fault.is_retryable
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(MediaRejected, match="bytes are free"):
        run(tmp_path, "/bin/sh", "-c", "echo started > trace")
    assert not list(tmp_path.iterdir())
