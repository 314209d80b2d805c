"""How much an output looks like its source, by the measures that FFmpeg has."""

import re
import subprocess
from pathlib import Path
from typing import Final

TIME_LIMIT_S: Final = 1800.0

_VMAF: Final = re.compile(r"VMAF score: ([\d.]+)")
_SSIM: Final = re.compile(r"SSIM .*All:([\d.]+)")
# Frame by frame, whatever either file says of their times.
_NUMBERED: Final = "settb=1/1000,setpts=N"


def vmaf(binary: Path, made: Path, source: Path) -> float:
    """0 to 100; the output is brought to the source's size first."""
    scaled = f"[0:V:0][1:V:0]scale=rw:rh:flags=bicubic,format=yuv420p,{_NUMBERED}[a]"
    graph = f"{scaled};[1:V:0]format=yuv420p,{_NUMBERED}[b];[a][b]libvmaf=n_threads=2:shortest=1"
    return _score(binary, made, source, graph, _VMAF)


def ssim(binary: Path, made: Path, source: Path, shaped: str) -> float:
    """0 to 1, over brightness and colours of 4:2:0; `shaped` makes the preview's frames of the
    source's, nothing else done to them.
    """
    reference = f"[1:V:0]{shaped},format=yuv420p,{_NUMBERED}[b]"
    graph = f"[0:V:0]format=yuv420p,{_NUMBERED}[a];{reference};[a][b]ssim=shortest=1"
    return _score(binary, made, source, graph, _SSIM)


def _score(binary: Path, made: Path, source: Path, graph: str, said: re.Pattern[str]) -> float:
    files = ("-i", str(made), "-i", str(source))
    command = [str(binary), "-hide_banner", "-nostdin", *files, "-filter_complex", graph]
    ended = subprocess.run(  # noqa: S603 - fixed arguments
        [*command, "-an", "-f", "null", "-"],
        check=True,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
    )
    match = said.search(ended.stderr)
    if match is None:
        raise RuntimeError(f"no score in: {ended.stderr[-500:]}")
    return float(match[1])
