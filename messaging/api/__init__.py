"""This app's doors over REST: they parse, call one operation, and render."""
