"""Decides which users to notify of a message, on which devices and when, from the facts and their preferences."""
