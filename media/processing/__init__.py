"""Processes a file once it is uploaded. Each is decoded in a process of its own, limited in time and memory.

- running.py   starts that process, limits its time, and reads its result
- child.py     that process: limits itself, does one job, prints the result
- processing.py  chooses the module for a file by its content
- sniffing.py  determines the type by libmagic
- texts.py     the beginning of a text
- films.py     a film or a sound: without its metadata, with a poster or a waveform
- ffmpeg.py    runs ffmpeg for them
- pictures.py  a picture: without its metadata, in three sizes, with a placeholder
- avatars.py   a square one of a user or a conversation
- scanning.py  asks clamd, before any of that
- outcome.py   the result
"""
