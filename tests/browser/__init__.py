"""Journeys of people through the real thing: `manage.py up` behind, Debian's Chromium in front.

PARLANCE_ADDRESS=http://127.0.0.1:8000 takes a server that runs already (start it with RATE_LIMITS=off),
OFFLINE_SECONDS=30 stays away from the network for longer, PICTURES=1 leaves pictures of the screens in test-results/.
"""
