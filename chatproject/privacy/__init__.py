"""What people own: the export of everything that the server holds of a person, and its erasure.

The apps declare what they hold (`<app>/privacy.py`); the registry reads it, and a test finds what is missing.
"""
