"""Backups: where they are kept, how often and how long, and for whom they are encrypted."""

from chatproject.settings.environment.kinds import Address, File, Number, Switch, Text, Words

BACKUP_TO = Text(
    "BACKUP_TO",
    "",
    "the repository of backups: a folder on another disk than `DATA_DIR`, or s3://bucket/prefix",
    shown="none: you make them yourself",
)
BACKUP_PASSPHRASE = Text(
    "BACKUP_PASSPHRASE",
    "",
    "encrypts the backups; also store it elsewhere, because without it no one can read them",
    is_secret=True,
)
BACKUP_RECIPIENTS = Words(
    "BACKUP_RECIPIENTS",
    [],
    "encrypts them for these public keys of [age](https://age-encryption.org) instead",
    example="keys like age1…",
)
BACKUP_IDENTITY = File(
    "BACKUP_IDENTITY",
    "",
    "the secret key for `BACKUP_RECIPIENTS`; without it this server can make backups and cannot prove them",
)
BACKUP_WAL = Switch(
    "BACKUP_WAL",
    False,
    "`on` also keeps PostgreSQL's log there, so that the state of any moment can be restored",
)
BACKUP_DATABASE_URL = Address(
    "BACKUP_DATABASE_URL",
    "",
    "PostgreSQL itself, where `DATABASE_URL` leads to a pooler: a backup is one session",
    schemes=("postgresql", "postgres"),
    also=r"\w+=.*",
    shown="`DATABASE_URL`",
    is_secret=True,
)
BACKUP_HOUR = Number("BACKUP_HOUR", 3, "the hour (UTC) of the backup", least=0, most=23)
BACKUP_KEEP_DAYS = Number(
    "BACKUP_KEEP_DAYS",
    30,
    "older backups go; what people deleted is gone from all backups after it",
    least=1,
    most=3650,
)
BACKUP_S3_ENDPOINT = Address(
    "BACKUP_S3_ENDPOINT", "", "the server of the bucket", schemes=("https", "http"), shown="`MEDIA_S3_ENDPOINT`"
)
BACKUP_S3_REGION = Text("BACKUP_S3_REGION", "", "its region", shown="`MEDIA_S3_REGION`")
BACKUP_S3_ACCESS_KEY = Text(
    "BACKUP_S3_ACCESS_KEY", "", "the id of the credentials", shown="`MEDIA_S3_ACCESS_KEY`", is_secret=True
)
BACKUP_S3_SECRET_KEY = Text(
    "BACKUP_S3_SECRET_KEY", "", "the secret of the credentials", shown="`MEDIA_S3_SECRET_KEY`", is_secret=True
)
BACKUP_S3_PATH_STYLE = Switch(
    "BACKUP_S3_PATH_STYLE",
    False,
    "`on` for servers whose addresses are like https://endpoint/bucket",
    shown="`MEDIA_S3_PATH_STYLE`",
)
