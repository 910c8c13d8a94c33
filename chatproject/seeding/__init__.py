"""The demo world: a neighbourhood that looks after its things, made through the same operations that everyone uses.

- cast.py         the people
- stage.py        opens conversations
- talk.py         one conversation: who writes, answers, reacts, reads
- clock.py        the times
- scenes/         the messages, a file for each kind of place
- backdating.py   the one thing that no operation does: moving it into the past
- world.py        all of it, in one transaction
- crowd.py        a conversation of any length, for measurements
"""
