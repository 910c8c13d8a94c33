"""Files: where their bytes are, how large they may be, how long a link to them lives."""

import os
from pathlib import Path

from chatproject.supervisor.plan import data_dir

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or data_dir() / "media")
MEDIA_MAX_BYTES = int(os.environ.get("MEDIA_MAX_BYTES", str(1024**3)))
# All that is here and was not rejected, finished or not: of a person, of a conversation, and of everybody, where bytes
# that several share count once. 0 is no limit.
MEDIA_USER_QUOTA_BYTES = int(os.environ.get("MEDIA_USER_QUOTA_BYTES", str(10 * 1024**3)))
MEDIA_CONVERSATION_QUOTA_BYTES = int(os.environ.get("MEDIA_CONVERSATION_QUOTA_BYTES", "0"))
MEDIA_SERVER_QUOTA_BYTES = int(os.environ.get("MEDIA_SERVER_QUOTA_BYTES", "0"))
MEDIA_UNFINISHED_UPLOADS = 100
MEDIA_PART_BYTES = 8 * 1024**2

# An upload that nobody went on with for so long is forgotten.
MEDIA_UPLOAD_SECONDS = 24 * 3600
MEDIA_PART_LINK_SECONDS = 15 * 60
# Whoever is removed from a conversation has no living link to its files after this.
MEDIA_LINK_SECONDS = 60

# A file that no message refers to is kept for so long: its message may be on its way.
MEDIA_UNSAID_SECONDS = int(os.environ.get("MEDIA_UNSAID_SECONDS", str(24 * 3600)))

# Bytes that no row names are removed when they are older than this: their row may be on its way.
MEDIA_GRACE_SECONDS = 24 * 3600

# Under this path nginx serves MEDIA_ROOT, `internal`; without it we serve the bytes ourselves.
MEDIA_ACCEL_PREFIX = os.environ.get("MEDIA_ACCEL_PREFIX", "")

# Where files lie while they are looked at; what a killed worker left there is swept.
MEDIA_WORKSHOP = data_dir() / "media-workshop"
# Pictures are kept without what they say of their maker, his camera and where he stood; `off` keeps originals.
MEDIA_STRIP_METADATA = os.environ.get("MEDIA_STRIP_METADATA", "on") == "on"
