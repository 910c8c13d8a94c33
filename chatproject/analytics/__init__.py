"""What staff see of how this server is used, counted at night: without a tracker, and without a look at anyone."""
