"""Runs ffmpeg within the limits of its job: local files only, and only known formats."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

#: Demuxers that read one file and nothing that it names. A playlist that claims to be a film is refused.
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,wav,flac"
_ONLY = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS)
#: Seconds of wall-clock time for one call; the job's own limits apply too.
_PATIENCE = 100


class Failed(Exception):
    """ffmpeg cannot read the file, or cannot make the output."""


@cache
def is_here() -> bool:
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def probe(source: Path) -> dict[str, Any]:
    """Returns the format and streams, as ffprobe prints them."""
    stream = "stream=codec_type,codec_name,width,height:stream_disposition=attached_pic:stream_side_data=rotation"
    entries = f"format=format_name,duration:{stream}"
    output = _run("ffprobe", *_ONLY, "-show_entries", entries, "-of", "json", f"file:{source}")
    probed: dict[str, Any] = msgspec.json.decode(output)
    return probed


def convert(source: Path, *options: str, before: tuple[str, ...] = ()) -> bytes:
    """Returns the output if an option is `pipe:`; else nothing."""
    return _run("ffmpeg", "-nostdin", "-threads", "1", *_ONLY, *before, "-i", f"file:{source}", *options)


def _run(program: str, *options: str) -> bytes:
    try:
        done = subprocess.run(
            [program, "-v", "error", *options], stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise Failed("it took too long") from error
    if done.returncode:
        raise Failed(done.stderr.decode(errors="replace")[-500:])
    return done.stdout
