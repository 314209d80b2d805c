"""What a child process may use: it sets this on itself, then becomes the program it is given.

Run as `python confine.py PARENT MEMORY CPU_SECONDS FILE_BYTES PROGRAM [ARGUMENT …]`. It is a
program of its own because code between fork and exec (`preexec_fn`) can deadlock in a process with
threads, and because limits set from outside after the start leave a moment without them.
"""

import ctypes
import errno
import os
import resource
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
CPU_GRACE_S = 2
OPEN_FILES = 64
ABI_AND_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""What the kernel calls the machine, and its number for `socket`."""
IO_URING_SETUP = 425


def main() -> None:
    """Never returns: becomes the program, or exits with a traceback."""
    parent, memory_bytes, cpu_s, file_bytes = (int(argument) for argument in sys.argv[1:5])
    die_with(parent)
    limit(memory_bytes, cpu_s, file_bytes)
    forbid_sockets()
    # Python ignores these two, and an ignored signal stays ignored in the program.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    program = sys.argv[5:]
    os.execve(program[0], program, {})  # noqa: S606 - replaces itself; no shell takes part


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends, however it ends."""
    for option, value in ((PR_SET_PDEATHSIG, signal.SIGKILL), (PR_SET_NO_NEW_PRIVS, 1)):
        if error := prctl(option, value):
            raise OSError(error, f"prctl {option} failed")
    if os.getppid() != parent:
        sys.exit("the parent ended before its child was ready")


def limit(memory_bytes: int, cpu_s: int, file_bytes: int) -> None:
    """Bound address space, processor time, file size and open files; write no core file.

    The number of processes is left alone: that limit counts everything the user runs, threads too.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + CPU_GRACE_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_sockets() -> None:
    """Answer EACCES to whoever asks for a socket, and end who calls by another machine's numbers.

    A kernel without such filters is no reason to stop: FFmpeg's own lists keep it off the network.
    """
    machine = os.uname().machine
    if machine not in ABI_AND_SOCKET:
        return
    abi, socket = ABI_AND_SOCKET[machine]
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    kill, refuse, allow = 0x80000000, 0x00050000 | errno.EACCES, 0x7FFF0000
    steps = (
        (load, 0, 0, 4),
        (equal, 0, 5, abi),
        (load, 0, 0, 0),
        # x86_64 has a second set of numbers, from here on.
        (at_least, 3, 0, 0x40000000),
        (equal, 3, 0, socket),
        (equal, 2, 0, IO_URING_SETUP),
        (answer, 0, 0, allow),
        (answer, 0, 0, kill),
        (answer, 0, 0, refuse),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program))


def prctl(option: int, *values: int) -> int:
    """The error's number; 0 when the kernel did it."""
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in [*values, 0, 0, 0][:4]]
    return ctypes.get_errno() if libc.prctl(option, *arguments) else 0


if __name__ == "__main__":
    main()
