"""Traces: one id from a request or command to everything that it causes, in all processes, logs and the ledger.

- ids.py        the id of the work that is being done
- spans.py      what apps say about their work; does nothing unless an exporter is set up
- exporting.py  sends spans to an OpenTelemetry collector
- instrumenting.py  sets that up, with spans for statements and tasks
"""
