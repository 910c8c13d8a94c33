"""From an outbox entry to queued notifications: fetched, fanned out, decided, and cleared once the message is read."""
