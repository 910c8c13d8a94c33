"""Whom to notify of a message, on which devices and when: the facts, what people prefer, and the decision."""
