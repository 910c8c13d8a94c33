"""The log: its two formats, and what it must not contain.

- redaction.py  removes secrets and personal data from a text
- formats.py    a line of text, or of JSON, for each record
- outages.py    one line now and then while a service or the disk is unavailable
"""
