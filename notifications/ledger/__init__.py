"""The results of notifications, for the users and for the operators of the server."""
