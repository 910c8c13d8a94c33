"""One web process: what answers requests and sockets before, around and after Django."""
