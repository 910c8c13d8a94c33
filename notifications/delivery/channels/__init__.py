"""The push services, each with its addresses and its responses."""
