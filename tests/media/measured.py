"""Runs a program as itself would run, and notes the most memory and the time that it took.

Run as `python measured.py NOTES STRACE PROGRAM [ARGUMENT …]`; STRACE may be empty.
"""

import os
import signal
import sys
from pathlib import Path

TRACED = "trace=open,openat,openat2,creat,execve,execveat,socket,connect,unlink,rename"


def main() -> None:
    """Ends as the program ended."""
    notes, strace, *program = sys.argv[1:]
    note = Path(notes) / str(os.getpid())
    tracing = [
        strace,
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-e",
        "signal=none",
        "-e",
        TRACED,
        "-o",
        f"{note}.trace",
    ]
    command = [*tracing, *program] if strace else program
    child = os.posix_spawn(command[0], command, {})
    _, status, usage = os.wait4(child, 0)
    Path(f"{note}.cost").write_text(f"{usage.ru_maxrss} {usage.ru_utime + usage.ru_stime}")
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
