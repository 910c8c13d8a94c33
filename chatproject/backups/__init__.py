"""A backup is a folder: database.dump, media/, keys/ and manifest.json, which tells what must be in it."""
