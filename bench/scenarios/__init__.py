"""The scenarios: each takes a server and options, and finds figures."""
