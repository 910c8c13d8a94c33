"""`manage.py up`: PostgreSQL, Valkey, web processes, worker and beat of one machine, started and kept running.

Needs no Django: it finds the programs, starts them as children, restarts the ones that die, and ends them all.
"""
