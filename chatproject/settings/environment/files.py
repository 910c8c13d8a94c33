"""The files that people send."""

from chatproject.settings.environment.kinds import Address, Choice, Number, Origin, Switch, Text, Words, origin

_DAY, _GIB = 24 * 3600, 1024**3

MEDIA_STORE = Choice("MEDIA_STORE", "disk", "`s3` keeps files in a bucket", words=("disk", "s3"))
MEDIA_ROOT = Text(
    "MEDIA_ROOT",
    "",
    "the folder of the files on a disk; one for all web processes and the worker",
    shown="`DATA_DIR/media`",
)
MEDIA_ACCEL_PREFIX = Text(
    "MEDIA_ACCEL_PREFIX",
    "",
    "nginx sends the files, from this internal location",
    like=(r"/\S*", "/-/media/"),
)
MEDIA_ORIGIN = Origin(
    "MEDIA_ORIGIN", "", "files on a disk at an origin of their own", example="https://files.example.org"
)
MEDIA_APP_ORIGINS = Words(
    "MEDIA_APP_ORIGINS",
    [],
    "the pages that may put files there and read them",
    each=origin,
    example="like https://chat.example.org",
    shown="https:// and each of `ALLOWED_HOSTS`",
)
MEDIA_S3_BUCKET = Text("MEDIA_S3_BUCKET", "", "the bucket")
MEDIA_S3_PREFIX = Text("MEDIA_S3_PREFIX", "", "how all names in the bucket begin")
MEDIA_S3_ENDPOINT = Address("MEDIA_S3_ENDPOINT", "", "where it is", schemes=("https", "http"), shown="Amazon's")
MEDIA_S3_PUBLIC_ENDPOINT = Address(
    "MEDIA_S3_PUBLIC_ENDPOINT",
    "",
    "the endpoint for browsers, where that differs",
    schemes=("https", "http"),
    shown="`MEDIA_S3_ENDPOINT`",
)
MEDIA_S3_REGION = Text("MEDIA_S3_REGION", "", "its region", shown="`AWS_REGION`")
AWS_REGION = Text("AWS_REGION", "us-east-1", "the region, as Amazon's own tools name it")
MEDIA_S3_ACCESS_KEY = Text(
    "MEDIA_S3_ACCESS_KEY",
    "",
    "the id of the credentials",
    shown="what boto3 finds: `AWS_*`, the machine's role",
    is_secret=True,
)
MEDIA_S3_SECRET_KEY = Text(
    "MEDIA_S3_SECRET_KEY", "", "the secret of the credentials", shown="what boto3 finds", is_secret=True
)
MEDIA_S3_PATH_STYLE = Switch(
    "MEDIA_S3_PATH_STYLE", False, "`on` for servers whose addresses are like https://endpoint/bucket"
)
MEDIA_MAX_BYTES = Number("MEDIA_MAX_BYTES", _GIB, "the largest file", least=1, most=1024**5, shown="1 GiB")
MEDIA_USER_QUOTA_BYTES = Number(
    "MEDIA_USER_QUOTA_BYTES",
    10 * _GIB,
    "all files of one person, 0 without a limit",
    least=0,
    most=1024**5,
    shown="10 GiB",
)
MEDIA_CONVERSATION_QUOTA_BYTES = Number(
    "MEDIA_CONVERSATION_QUOTA_BYTES", 0, "all files of one conversation, 0 without a limit", least=0, most=1024**5
)
MEDIA_SERVER_QUOTA_BYTES = Number(
    "MEDIA_SERVER_QUOTA_BYTES", 0, "all files of the server, 0 without a limit", least=0, most=1024**6
)
MEDIA_UNSAID_SECONDS = Number(
    "MEDIA_UNSAID_SECONDS",
    _DAY,
    "how long a file is kept that no message has",
    least=60,
    most=365 * _DAY,
    shown="a day",
)
MEDIA_STRIP_METADATA = Switch(
    "MEDIA_STRIP_METADATA",
    True,
    "removes metadata (author, place) from pictures; `off` keeps originals unchanged. Files that cannot be decoded are "
    "always kept unchanged",
)
MEDIA_HEIC = Switch("MEDIA_HEIC", False, "`on` shows the HEIC pictures of phones, as JPEGs")
MEDIA_CLAMD = Text(
    "MEDIA_CLAMD", "", "where clamd listens, `/run/clamav/clamd.ctl` or host:port; without it files are not scanned"
)
MEDIA_SCAN_FAILURE = Choice(
    "MEDIA_SCAN_FAILURE",
    "closed",
    "while clamd does not answer, `closed` lets files wait and then refuses them; `open` lets them pass",
    words=("closed", "open"),
)
MEDIA_SCAN_SECONDS = Number(
    "MEDIA_SCAN_SECONDS",
    6 * 3600,
    "how long files wait for clamd",
    least=60,
    most=365 * _DAY,
    shown="6 hours",
)
