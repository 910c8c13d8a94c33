"""One web process: the code before, around and after Django that answers requests and sockets."""
