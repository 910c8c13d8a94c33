"""The scenarios: each takes a server and options, and returns figures."""
