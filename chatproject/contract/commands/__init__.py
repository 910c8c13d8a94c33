"""Everything a client says: the socket's commands, and the bodies that REST reads."""
