"""The edge of a web process: limits, headers and refusals that apply before authentication."""
