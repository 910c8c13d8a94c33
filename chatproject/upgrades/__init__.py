"""What an upgrade of the database will do to people who use it: `manage.py upgrade`.

- statements.py   the lock and the work of a statement
- collecting.py   the statements of migrations that build on each other, without running them
- tables.py       the size of tables, and how fast this database reads and writes
- planning.py     the pending migrations, with their locks, time and room
- conditions.py   what must hold before: versions, room, a backup
"""
