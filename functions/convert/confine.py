"""What a child process may use: it sets this on itself, then becomes the program it is given.

Run as `python confine.py PARENT MEMORY CPU_SECONDS FILE_BYTES PROGRAM [ARGUMENT …]`. It is a
program of its own because code between fork and exec (`preexec_fn`) can deadlock in a process with
threads, and because limits set from outside after the start leave a moment without them.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CPU_GRACE_S = 2


def main() -> None:
    """Never returns: becomes the program, or exits with a traceback."""
    parent, memory_bytes, cpu_s, file_bytes = (int(argument) for argument in sys.argv[1:5])
    die_with(parent)
    limit(memory_bytes, cpu_s, file_bytes)
    # Python ignores these two, and an ignored signal stays ignored in the program.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    program = sys.argv[5:]
    os.execve(program[0], program, {})  # noqa: S606 - replaces itself; no shell takes part


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends, however it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((PR_SET_PDEATHSIG, signal.SIGKILL), (PR_SET_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, value, 0, 0, 0):
            raise OSError(ctypes.get_errno(), f"prctl {option} failed")
    if os.getppid() != parent:
        sys.exit("the parent ended before its child was ready")


def limit(memory_bytes: int, cpu_s: int, file_bytes: int) -> None:
    """Bound address space, processor time and file size; write no core file.

    The number of processes is left alone: that limit counts everything the user runs, threads too.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + CPU_GRACE_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
