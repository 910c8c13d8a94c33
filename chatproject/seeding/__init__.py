"""The demo world: a neighbourhood that looks after its things, made through the operations everybody uses.

- cast.py         who lives here
- stage.py        where conversations are opened
- talk.py         one conversation while it is told: who says, answers, reacts, reads
- clock.py        when
- scenes/         what was said, a file a kind of place
- backdating.py   the one thing no operation does: putting the past into the past
- world.py        all of it, in one transaction
- crowd.py        a conversation of any length, for measurements
"""
