"""Any moment: a base (a copy of PostgreSQL's files), and the log (WAL) that PostgreSQL writes of all that changes."""
