"""`manage.py up`: starts PostgreSQL, Valkey, web processes, worker and beat on one machine, and keeps them running.

Needs no Django: it finds the programs, starts them as children, restarts those that die, and ends them all.
"""
