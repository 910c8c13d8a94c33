"""The digest of unread messages, and the link that unsubscribes from it."""
