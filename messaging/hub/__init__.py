"""The live part of one process: its connections, and the logs of the conversations that they follow.

- connection.py  one open socket: a bounded queue, and its subscriptions
- frames.py     the frames for sockets, encoded once for all recipients
- pacing.py     when frames are written
- log.py         one conversation's events in the order of their revs
- filling.py     backfill: the events that a log missed, read from the database
- hub.py         events in, frames out: the recipients of each event
- audiences.py   the connections by group, and the logs that they follow
- profiles.py    changes of profiles, for users who share a conversation
- relay.py       events to and from the other processes, through Valkey
- reconciling.py finds lost events in the database every few seconds
- typing.py      who is typing, in memory
- batching.py    many callers' work in one transaction
"""
