"""The wire contract of all apps: commands, events, objects, errors and pages, and their encoding."""
