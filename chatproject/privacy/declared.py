"""What the project itself holds of a person, and what no app does."""

from chatproject.personal import Declared, Deleted, Omitted, Store, Table
from chatproject.privacy.exporting.keeping import forget_exports

_PASSING = "no: it exists for seconds or minutes"

DECLARED = Declared(
    tables=(
        Table(
            model="chatproject.Export",
            people={"user": Deleted()},
            exported=Omitted("an export is not in itself"),
        ),
    ),
    others={
        "analytics.BuiltDay": "days that were counted",
        "analytics.Figure": "counts of each day, which name no one",
        "chatproject.Backup": "backups that were made",
        "chatproject.Incident": "times in which a part was not well",
    },
    stores=(
        Store(
            name="exports",
            exported="no: an export is not in itself",
            erased="deleted; otherwise after EXPORT_DAYS",
        ),
        Store(
            name="queue of background work",
            keys=("celery.",),
            exported=_PASSING,
            erased="by itself: tasks name ids, and are deleted when they are done",
        ),
        Store(
            name="heartbeats and health",
            keys=("alive:", "certificates", "incidents", "letters:", "status:", "unwell:", "workload"),
            exported="no: nothing of a person",
            erased="nothing of a person",
        ),
        Store(
            name="backups",
            folders=("backups", "erased"),
            exported="no: what is in the database is in the export",
            erased="with the backup, after BACKUP_KEEP_DAYS; `manage.py restore` erases again whom it brought back",
        ),
        Store(
            name="logs",
            folders=("logs",),
            exported="no: no texts, names or addresses",
            erased="by the host's own rules: they hold ids of accounts",
        ),
        Store(
            name="PostgreSQL and Valkey",
            folders=("postgres", "valkey"),
            exported="as the tables and keys are",
            erased="a deleted row leaves the disk with the next VACUUM, and the write-ahead log as it is reused",
        ),
    ),
    steps=(forget_exports,),
)
