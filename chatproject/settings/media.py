"""Files: where their bytes are, how large they may be, how long a link to them lives."""

from pathlib import Path

from chatproject.settings.addresses import s3_origin
from chatproject.settings.environment import files
from chatproject.supervisor.plan import data_dir

# Store

# `disk`: MEDIA_ROOT, or `s3`: a bucket that speaks S3.
MEDIA_STORE = files.MEDIA_STORE.read()
MEDIA_S3_BUCKET = files.MEDIA_S3_BUCKET.read()
# Empty: Amazon's own.
MEDIA_S3_ENDPOINT = files.MEDIA_S3_ENDPOINT.read()
# The endpoint for browsers, if it differs.
MEDIA_S3_PUBLIC_ENDPOINT = files.MEDIA_S3_PUBLIC_ENDPOINT.read() or MEDIA_S3_ENDPOINT
MEDIA_S3_REGION = files.MEDIA_S3_REGION.read() or files.AWS_REGION.read()
# Without them boto3 uses its usual sources: AWS_* variables, its files, the machine's role.
MEDIA_S3_ACCESS_KEY = files.MEDIA_S3_ACCESS_KEY.read()
MEDIA_S3_SECRET_KEY = files.MEDIA_S3_SECRET_KEY.read()
MEDIA_S3_PREFIX = files.MEDIA_S3_PREFIX.read()
# https://endpoint/bucket instead of https://bucket.endpoint
MEDIA_S3_PATH_STYLE = files.MEDIA_S3_PATH_STYLE.read()

# Disk: an origin for files alone, like https://files.example.org. It leads to the same web processes.
MEDIA_ORIGIN = files.MEDIA_ORIGIN.read()
# Origins whose pages may upload files there and read them. In production: the hosts of ALLOWED_HOSTS.
MEDIA_APP_ORIGINS = files.MEDIA_APP_ORIGINS.read()
# The origin besides our own that pages must be allowed to load from.
MEDIA_STORE_ORIGIN = (
    s3_origin(MEDIA_S3_PUBLIC_ENDPOINT, MEDIA_S3_BUCKET, MEDIA_S3_REGION, MEDIA_S3_PATH_STYLE)
    if MEDIA_STORE == "s3"
    else MEDIA_ORIGIN
)

MEDIA_ROOT = Path(files.MEDIA_ROOT.read() or data_dir() / "media")
MEDIA_MAX_BYTES = files.MEDIA_MAX_BYTES.read()
# Everything stored that was not rejected, complete or not: for a user, for a conversation, and in total, where shared
# bytes count once. 0 is no limit.
MEDIA_USER_QUOTA_BYTES = files.MEDIA_USER_QUOTA_BYTES.read()
MEDIA_CONVERSATION_QUOTA_BYTES = files.MEDIA_CONVERSATION_QUOTA_BYTES.read()
MEDIA_SERVER_QUOTA_BYTES = files.MEDIA_SERVER_QUOTA_BYTES.read()
MEDIA_UNFINISHED_UPLOADS = 100
MEDIA_PART_BYTES = 8 * 1024**2

# An upload without progress for this long is deleted.
MEDIA_UPLOAD_SECONDS = 24 * 3600
MEDIA_PART_LINK_SECONDS = 15 * 60
# A member who is removed from a conversation has no valid link to its files after this.
MEDIA_LINK_SECONDS = 60

# A file without a message is kept for this long: its message may be on its way.
MEDIA_UNSAID_SECONDS = files.MEDIA_UNSAID_SECONDS.read()

# Bytes that no row names are deleted once they are older than this: their row may be on its way.
MEDIA_GRACE_SECONDS = 24 * 3600

# nginx serves MEDIA_ROOT under this path, `internal`; without it we serve the bytes ourselves.
MEDIA_ACCEL_PREFIX = files.MEDIA_ACCEL_PREFIX.read()

# The folder for files while they are examined; files that a killed worker left there are swept.
MEDIA_WORKSHOP = data_dir() / "media-workshop"
# Pictures are stored without the metadata on the photographer, the camera and the place; `off` keeps originals.
MEDIA_STRIP_METADATA = files.MEDIA_STRIP_METADATA.read()

# Processing

# Shows HEIC pictures instead of only storing them. Needs pillow-heif, whose decoders have had vulnerabilities.
MEDIA_HEIC = files.MEDIA_HEIC.read()

# The address of clamd: /run/clamav/clamd.ctl or host:port. Empty: files are not scanned.
MEDIA_CLAMD = files.MEDIA_CLAMD.read()
# While it does not respond: `closed` holds files back, and rejects them after this time; `open` lets them pass.
MEDIA_SCAN_FAILURE = files.MEDIA_SCAN_FAILURE.read()
MEDIA_SCAN_SECONDS = files.MEDIA_SCAN_SECONDS.read()
