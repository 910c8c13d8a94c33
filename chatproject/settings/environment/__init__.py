"""Every environment variable that Parlance reads, declared once: name, default, meaning, and what it accepts.

Settings and the supervisor read them through these declarations, without Django. docs/settings.md is written from them
(`manage.py generate`).
"""
