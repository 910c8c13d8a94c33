"""From an outbox entry to queued notifications: fetched, fanned out, decided, and withdrawn once read."""
