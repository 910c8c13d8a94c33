"""One process's live side: its connections, and the conversations' logs they follow.

- connection.py  one open socket: a bounded queue, and what it may hear
- frames.py     what is written to a socket, encoded once for all who get it
- pacing.py     when what is ready leaves
- log.py         one conversation's events in the order of their revs
- filling.py     what a log missed, read from the database
- hub.py         events in, frames out: who receives what
- audiences.py   the connections by group, and the logs of what they follow
- profiles.py    changes of profiles, to those who share a conversation
- relay.py       events to and from the other processes, through Valkey
- reconciling.py what was lost on the way, found again every few seconds
- typing.py      who is typing, in memory
- batching.py    many callers' work in one transaction
- limiting.py    how much one person may ask
- sharing.py     what one person did at all processes together
"""
