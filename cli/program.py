"""The program as a process: what it can't print, because there is no room, ends it in words."""

import errno
import os
import sys
from contextlib import suppress
from typing import Any, Final

import typer

from cli.failures import ExitCode

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Program(typer.Typer):
    def __call__(self, *args: Any, **given: Any) -> Any:  # noqa: ANN401 - as typer declares it
        try:
            try:
                return super().__call__(*args, **given)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            _give_up(error)


def _give_up(error: OSError) -> None:
    with suppress(OSError):
        sys.stderr.write(f"Error: The output can't be written: {error.strerror}.\n")
        sys.stderr.write("  What was asked for may have been done all the same.\n")
        sys.stderr.write("  code output_not_written\n")
        sys.stderr.flush()
    # What is left in the buffers would fail once more when the interpreter flushes them.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    sys.exit(ExitCode.FAILED)
