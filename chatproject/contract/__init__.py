"""The wire contract of all apps: commands, events, objects, errors and pages, and how they are written."""
