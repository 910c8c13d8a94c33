"""Files: where their bytes are, how large they may be, how long a link to them lives."""

import os
from pathlib import Path

from chatproject.settings.addresses import origin, s3_origin
from chatproject.supervisor.plan import data_dir

# Store

# `disk`: MEDIA_ROOT, or `s3`: a bucket that speaks S3.
MEDIA_STORE = os.environ.get("MEDIA_STORE") or "disk"
MEDIA_S3_BUCKET = os.environ.get("MEDIA_S3_BUCKET", "")
# Empty: Amazon's own.
MEDIA_S3_ENDPOINT = os.environ.get("MEDIA_S3_ENDPOINT", "").rstrip("/")
# The endpoint for browsers, if it differs.
MEDIA_S3_PUBLIC_ENDPOINT = os.environ.get("MEDIA_S3_PUBLIC_ENDPOINT", "").rstrip("/") or MEDIA_S3_ENDPOINT
MEDIA_S3_REGION = os.environ.get("MEDIA_S3_REGION") or os.environ.get("AWS_REGION") or "us-east-1"
# Without them boto3 uses its usual sources: AWS_* variables, its files, the machine's role.
MEDIA_S3_ACCESS_KEY = os.environ.get("MEDIA_S3_ACCESS_KEY", "")
MEDIA_S3_SECRET_KEY = os.environ.get("MEDIA_S3_SECRET_KEY", "")
MEDIA_S3_PREFIX = os.environ.get("MEDIA_S3_PREFIX", "")
# https://endpoint/bucket instead of https://bucket.endpoint
MEDIA_S3_PATH_STYLE = os.environ.get("MEDIA_S3_PATH_STYLE", "off") == "on"

# Disk: an origin for files alone, like https://files.example.org. It leads to the same web processes.
MEDIA_ORIGIN = origin(os.environ.get("MEDIA_ORIGIN", ""))
# Origins whose pages may upload files there and read them. In production: the hosts of ALLOWED_HOSTS.
MEDIA_APP_ORIGINS = [origin(each) for each in os.environ.get("MEDIA_APP_ORIGINS", "").replace(",", " ").split()]
# The origin besides our own that pages must be allowed to load from.
MEDIA_STORE_ORIGIN = (
    s3_origin(MEDIA_S3_PUBLIC_ENDPOINT, MEDIA_S3_BUCKET, MEDIA_S3_REGION, MEDIA_S3_PATH_STYLE)
    if MEDIA_STORE == "s3"
    else MEDIA_ORIGIN
)

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or data_dir() / "media")
MEDIA_MAX_BYTES = int(os.environ.get("MEDIA_MAX_BYTES", str(1024**3)))
# Everything stored that was not rejected, complete or not: for a user, for a conversation, and in total, where shared
# bytes count once. 0 is no limit.
MEDIA_USER_QUOTA_BYTES = int(os.environ.get("MEDIA_USER_QUOTA_BYTES", str(10 * 1024**3)))
MEDIA_CONVERSATION_QUOTA_BYTES = int(os.environ.get("MEDIA_CONVERSATION_QUOTA_BYTES", "0"))
MEDIA_SERVER_QUOTA_BYTES = int(os.environ.get("MEDIA_SERVER_QUOTA_BYTES", "0"))
MEDIA_UNFINISHED_UPLOADS = 100
MEDIA_PART_BYTES = 8 * 1024**2

# An upload without progress for this long is deleted.
MEDIA_UPLOAD_SECONDS = 24 * 3600
MEDIA_PART_LINK_SECONDS = 15 * 60
# A member who is removed from a conversation has no valid link to its files after this.
MEDIA_LINK_SECONDS = 60

# A file without a message is kept for this long: its message may be on its way.
MEDIA_UNSAID_SECONDS = int(os.environ.get("MEDIA_UNSAID_SECONDS", str(24 * 3600)))

# Bytes that no row names are deleted once they are older than this: their row may be on its way.
MEDIA_GRACE_SECONDS = 24 * 3600

# nginx serves MEDIA_ROOT under this path, `internal`; without it we serve the bytes ourselves.
MEDIA_ACCEL_PREFIX = os.environ.get("MEDIA_ACCEL_PREFIX", "")

# The folder for files while they are examined; files that a killed worker left there are swept.
MEDIA_WORKSHOP = data_dir() / "media-workshop"
# Pictures are stored without the metadata on the photographer, the camera and the place; `off` keeps originals.
MEDIA_STRIP_METADATA = os.environ.get("MEDIA_STRIP_METADATA", "on") == "on"

# Processing

# Shows HEIC pictures instead of only storing them. Needs pillow-heif, whose decoders have had vulnerabilities.
MEDIA_HEIC = os.environ.get("MEDIA_HEIC", "off") == "on"

# The address of clamd: /run/clamav/clamd.ctl or host:port. Empty: files are not scanned.
MEDIA_CLAMD = os.environ.get("MEDIA_CLAMD", "")
# While it does not respond: `closed` holds files back, and rejects them after this time; `open` lets them pass.
MEDIA_SCAN_FAILURE = os.environ.get("MEDIA_SCAN_FAILURE") or "closed"
MEDIA_SCAN_SECONDS = int(os.environ.get("MEDIA_SCAN_SECONDS", str(6 * 3600)))
