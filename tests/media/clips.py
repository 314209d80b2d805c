"""Small clips of every kind, made with FFmpeg's own generators."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from functions.convert.probe import PacketList
from mediadesk.domain.media import MadeOutput

SMALL = "testsrc2=s=160x120:r=25:d=1"
SOUND = ("-f", "lavfi", "-i", "sine=d=1")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
AS_PQ = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"

Make = Callable[..., tuple[MadeOutput, Path]]


@dataclass(frozen=True)
class Studio:
    """Makes clips in `folder` with the binary under test, outside of its sandbox."""

    binary: Path
    folder: Path

    def ffmpeg(self, *arguments: str) -> bytes:
        """Run FFmpeg; its standard output."""
        command = (str(self.binary), "-nostdin", "-v", "error", "-y", *arguments)
        finished = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a test
        return finished.stdout

    def clip(self, name: str, *making: str, video: str = SMALL, with_sound: bool = False) -> Path:
        """A clip of a generated picture; `making` are the output's arguments."""
        target = self.folder / name
        sound = SOUND if with_sound else ()
        self.ffmpeg("-f", "lavfi", "-i", video, *sound, *making, str(target))
        return target

    def copy(self, source: Path, name: str, *making: str, reading: tuple[str, ...] = ()) -> Path:
        """The same streams in another file."""
        target = self.folder / name
        self.ffmpeg(*reading, "-i", str(source), "-map", "0", "-c", "copy", *making, str(target))
        return target

    def write(self, name: str, content: bytes) -> Path:
        """A file that FFmpeg did not make."""
        target = self.folder / name
        target.write_bytes(content)
        return target

    def plain(self, name: str = "plain.mp4") -> Path:
        """One second of picture and sound, an index at the front."""
        return self.clip(
            name, *H264, "-c:a", "aac", "-shortest", "-movflags", "+faststart", with_sound=True
        )

    def heavy(self, name: str = "heavy.mp4") -> Path:
        """A minute that takes any encoder much longer than a test waits."""
        second = self.clip("second.mp4", *H264, video="testsrc2=s=1280x720:r=25:d=2")
        return self.copy(second, name, reading=("-stream_loop", "29"))

    def pixels(self, picture: Path) -> bytes:
        """The first frame as red, green and blue bytes, row by row."""
        return self.ffmpeg(
            *("-i", str(picture), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1")
        )

    def decoded(self, film: Path) -> PacketList:
        """Every frame and the sound of a file, decoded, as a viewer would see and hear them."""
        packets = PacketList()
        streams = ("-map", "0:V:0", "-map", "0:a:0?", "-fps_mode", "passthrough")
        listed = self.ffmpeg("-xerror", "-i", str(film), *streams, "-f", "framecrc", "pipe:1")
        for line in listed.splitlines():
            packets.read(line)
        return packets

    def described(self, film: Path) -> str:
        """What FFmpeg says of a file's streams."""
        command = (str(self.binary), "-nostdin", "-hide_banner", "-i", str(film))
        finished = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - a test
        return finished.stderr.decode()
