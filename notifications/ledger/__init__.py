"""What became of each notification, for the people notified and for those who run the server."""
