"""What ffmpeg is asked, in the bounds of the job it is asked in: local files only, and only formats we know."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

#: Demuxers that read one file and nothing it names. A playlist that calls itself a film is none.
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,wav,flac"
_ONLY = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS)
#: Seconds by the clock for one question; the job's own bounds hold besides.
_PATIENCE = 100


class Failed(Exception):
    """It does not read this, or cannot make that of it."""


@cache
def is_here() -> bool:
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def probe(source: Path) -> dict[str, Any]:
    """Its format and streams, as ffprobe says."""
    stream = "stream=codec_type,codec_name,width,height:stream_disposition=attached_pic:stream_side_data=rotation"
    shown = f"format=format_name,duration:{stream}"
    said = _run("ffprobe", *_ONLY, "-show_entries", shown, "-of", "json", f"file:{source}")
    found: dict[str, Any] = msgspec.json.decode(said)
    return found


def convert(source: Path, *options: str, before: tuple[str, ...] = ()) -> bytes:
    """What comes out where an option says `pipe:`; else nothing."""
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
