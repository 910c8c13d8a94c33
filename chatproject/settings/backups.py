"""Backups: where they are kept, how often and how long, and for whom they are encrypted."""

from chatproject.settings.environment import backups
from chatproject.settings.media import (
    MEDIA_S3_ACCESS_KEY,
    MEDIA_S3_ENDPOINT,
    MEDIA_S3_PATH_STYLE,
    MEDIA_S3_REGION,
    MEDIA_S3_SECRET_KEY,
)

# A folder, or s3://bucket/prefix. Empty: no backups are made by the clock.
BACKUP_TO = backups.BACKUP_TO.read()
# Keeps the log of PostgreSQL too, for any moment since the oldest base.
BACKUP_WAL = backups.BACKUP_WAL.read()
# The hour (UTC) from which the backup of a day is due.
BACKUP_HOUR = backups.BACKUP_HOUR.read()
BACKUP_KEEP_DAYS = backups.BACKUP_KEEP_DAYS.read()
# Encrypted for these public keys of age (age1…), or by a passphrase; not at all without both.
BACKUP_RECIPIENTS = backups.BACKUP_RECIPIENTS.read()
BACKUP_PASSPHRASE = backups.BACKUP_PASSPHRASE.read()
# A file with the secret key for BACKUP_RECIPIENTS, which proving a backup needs.
BACKUP_IDENTITY = backups.BACKUP_IDENTITY.read()

# A bucket at the same server as MEDIA_S3_BUCKET needs none of these.
BACKUP_S3_ENDPOINT = backups.BACKUP_S3_ENDPOINT.read() or MEDIA_S3_ENDPOINT
BACKUP_S3_REGION = backups.BACKUP_S3_REGION.read() or MEDIA_S3_REGION
BACKUP_S3_ACCESS_KEY = backups.BACKUP_S3_ACCESS_KEY.read() or MEDIA_S3_ACCESS_KEY
BACKUP_S3_SECRET_KEY = backups.BACKUP_S3_SECRET_KEY.read() or MEDIA_S3_SECRET_KEY
BACKUP_S3_PATH_STYLE = MEDIA_S3_PATH_STYLE or backups.BACKUP_S3_PATH_STYLE.read()
