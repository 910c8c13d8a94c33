"""One job in a process of its own: `python -m media.processing.child SOURCE FOLDER JOB` prints the result as JSON.

It limits itself before it reads a byte of the file. Exceeding a limit ends only this process.
"""

import contextlib
import ctypes
import errno
import os
import resource
import sys
import traceback
from pathlib import Path

#: Address space and the largest file it may write, in bytes; CPU time in seconds; open files.
MEMORY = 1536 * 1024 * 1024
FILE = 2 * 1024 * 1024 * 1024
SECONDS = 60
FILES = 64
#: For unshare(2), as <sched.h> has them.
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000


def bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def unplug() -> None:
    """Removes the network, so that a compromised decoder reaches no one. Some containers do not permit it."""
    with contextlib.suppress(AttributeError):  # not on macOS
        if not _lives_by_a_lent_right():
            ctypes.CDLL(None).unshare(_NEW_USERS | _NEW_NETWORK)


def _lives_by_a_lent_right() -> bool:
    """Returns whether this process reads its folders by a capability that root granted: a new namespace
    would end it.
    """
    status = Path("/proc/self/status")
    return os.geteuid() != 0 and status.exists() and f"CapEff:\t{0:016x}" not in status.read_text()


def main(source: str, folder: str, job: str) -> None:
    bound()
    unplug()
    import msgspec

    from media.processing import avatars, processing
    from media.processing.outcome import Refused

    process = {"files": processing.process, "avatars": avatars.process}[job]
    try:
        outcome = process(Path(source), Path(folder))
    except MemoryError:
        outcome = Refused("took_too_much")
    except Exception as error:  # a decoder may raise anything; the log shows whether the fault was in this code
        traceback.print_exc()
        outcome = Refused("took_too_much" if getattr(error, "errno", None) == errno.EFBIG else "unreadable")
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
