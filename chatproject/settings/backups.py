"""Backups: where they are kept, how often and how long, and for whom they are encrypted."""

import os

from chatproject.settings.media import (
    MEDIA_S3_ACCESS_KEY,
    MEDIA_S3_ENDPOINT,
    MEDIA_S3_PATH_STYLE,
    MEDIA_S3_REGION,
    MEDIA_S3_SECRET_KEY,
)

# A folder, or s3://bucket/prefix. Empty: no backups are made by the clock.
BACKUP_TO = os.environ.get("BACKUP_TO", "")
# The hour (UTC) from which the backup of a day is due.
BACKUP_HOUR = int(os.environ.get("BACKUP_HOUR", "3"))
BACKUP_KEEP_DAYS = int(os.environ.get("BACKUP_KEEP_DAYS", "30"))
# Encrypted for these public keys of age (age1…), or by a passphrase; not at all without both.
BACKUP_RECIPIENTS = os.environ.get("BACKUP_RECIPIENTS", "").replace(",", " ").split()
BACKUP_PASSPHRASE = os.environ.get("BACKUP_PASSPHRASE", "")
# A file with the secret key for BACKUP_RECIPIENTS, which proving a backup needs.
BACKUP_IDENTITY = os.environ.get("BACKUP_IDENTITY", "")

# A bucket at the same server as MEDIA_S3_BUCKET needs none of these.
BACKUP_S3_ENDPOINT = os.environ.get("BACKUP_S3_ENDPOINT", "").rstrip("/") or MEDIA_S3_ENDPOINT
BACKUP_S3_REGION = os.environ.get("BACKUP_S3_REGION") or MEDIA_S3_REGION
BACKUP_S3_ACCESS_KEY = os.environ.get("BACKUP_S3_ACCESS_KEY") or MEDIA_S3_ACCESS_KEY
BACKUP_S3_SECRET_KEY = os.environ.get("BACKUP_S3_SECRET_KEY") or MEDIA_S3_SECRET_KEY
BACKUP_S3_PATH_STYLE = MEDIA_S3_PATH_STYLE or os.environ.get("BACKUP_S3_PATH_STYLE", "off") == "on"
