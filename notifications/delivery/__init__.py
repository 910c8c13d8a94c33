"""From a queued notification to its device: leased, sent through its channel, and its result recorded."""
