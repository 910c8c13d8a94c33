"""`manage.py up`: starts PostgreSQL, Valkey, web processes, worker and beat on one machine, and keeps them running.

Needs no Django: it finds the programs, starts them as children, restarts those that die, and ends them all.

- up.py            the command
- machine.py       what is started, replaced and ended, in which order
- product.py       the processes of one release
- release.py       a folder of the project, with its Python
- restarting.py    `manage.py restart`: replaces the processes by those of another release
- child.py         one child that is kept running
- program.py       a program to run: starts a process, shows its output and waits for its end
- preloading.py    web processes and workers as forks of one process that has imported the product
- servers.py       our own PostgreSQL and Valkey
- private.py       the same servers for the duration of one command
- binaries.py      finds their programs
- account.py       the accounts that run all this
- handing_over.py  how root gives folders to them
- folders.py       opens folders without following links
- parent_death.py  the end of the children of a supervisor that died
- state.py         what is kept in DATA_DIR between commands
- plan.py          the options, from the environment
- listeners.py     the sockets on which web processes listen
- output.py        what is printed
"""
