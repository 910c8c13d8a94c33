"""This app's REST endpoints: they parse, call one operation, and render."""
