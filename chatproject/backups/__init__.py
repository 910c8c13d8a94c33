"""A backup is a folder: database.dump, media/, keys/ and manifest.json, which lists what must be in it."""
