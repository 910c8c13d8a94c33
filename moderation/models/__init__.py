from moderation.models.ban import Ban
from moderation.models.report import Report

__all__ = ["Ban", "Report"]
