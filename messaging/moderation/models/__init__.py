from messaging.moderation.models.ban import Ban
from messaging.moderation.models.report import Report

__all__ = ["Ban", "Report"]
