"""Everything that clients send: the socket's commands, and the bodies of REST requests."""
