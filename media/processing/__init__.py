"""What is made of a file once it is here. Each is decoded in a process of its own, bounded in time and memory.

- running.py   starts that process, waits no longer than it may take, and reads what it says
- child.py     that process: bounds itself, does one job, says how it went
- processing.py  what it is, by its content, and whose it is to process
- sniffing.py  asks libmagic
- texts.py     how a text begins
- films.py     a film or a sound: without its metadata, with a poster or a waveform
- ffmpeg.py    what ffmpeg is asked for them
- pictures.py  a picture: without its metadata, in three sizes, with a placeholder
- avatars.py   a square one of a person or a conversation
- outcome.py   what it says
"""
