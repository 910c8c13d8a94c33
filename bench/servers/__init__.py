"""The servers that can be measured, by name."""
