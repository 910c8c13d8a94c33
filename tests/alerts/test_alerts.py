"""Prometheus evaluates the alert rules over the metrics of a fault: its alerts fire, and no others."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

RULES = Path("deploy/prometheus/alerts.yml").resolve()
#: Seconds between two scrapes, and how many there are.
_INTERVAL, _SCRAPES = 15, 60
_SENDS = 'parlance_socket_command_seconds_bucket{command="message.send"'
_COMMANDS = "parlance_socket_commands_total"


class Fault(NamedTuple):
    """`series` has the values of each metric in promtool's notation: `first+step x count`."""

    series: dict[str, str]
    fires: set[str]


#: What a server returns that is well, with messages every second.
CALM = {
    'up{job="parlance"}': "1x60",
    'parlance_part_ok{part="database"}': "1x60",
    'parlance_disk_free_bytes{disk="disk.data"}': "50000000000x60",
    'parlance_disk_bytes{disk="disk.data"}': "100000000000x60",
    f'{_SENDS},le="2.5"}}': "0+15x60",
    f'{_SENDS},le="0.1"}}': "0+15x60",
    f'{_SENDS},le="+Inf"}}': "0+15x60",
    f'{_COMMANDS}{{outcome="ok"}}': "0+15x60",
    f'{_COMMANDS}{{outcome="unavailable"}}': "0x60",
    'parlance_batch_size_count{batch="message.send"}': "0+15x60",
    "parlance_relay_seconds_count": "0+15x60",
    'parlance_relay_seconds_bucket{le="0.1"}': "0+15x60",
    'parlance_relay_seconds_bucket{le="2.5"}': "0+15x60",
    'parlance_relay_seconds_bucket{le="+Inf"}': "0+15x60",
    'parlance_http_requests_total{status="200"}': "0+15x60",
    'parlance_http_requests_total{status="500"}': "0x60",
    "parlance_pool_wait_seconds_total": "0x60",
    "parlance_database_connections": "20x60",
    "parlance_database_connections_most": "100x60",
    'parlance_replica_lag_seconds{replica="b"}': "1x60",
    'parlance_queue_length{queue="media"}': "3x60",
    "parlance_notifications_queued_oldest_seconds": "2x60",
    "parlance_notifications_handovers_failed": "0x60",
    'parlance_notifications_recent{state="accepted"}': "95x60",
    'parlance_notifications_recent{state="failed"}': "5x60",
    "parlance_backup_proven_age_seconds": "3600+15x60",
    "parlance_backup_wal_age_seconds": "12x60",
    'parlance_part_ok{part="push.fcm"}': "1x60",
    'parlance_certificate_days{host="chat.example.org"}': "60x60",
    "parlance_mail_failures": "1x60",
    'parlance_tasks_total{task="t",outcome="ok"}': "0+15x60",
    'parlance_tasks_total{task="t",outcome="failed"}': "0x60",
}
#: The metrics of each fault that differ from those.
FAULTS: dict[str, Fault] = {
    "nothing": Fault({}, set()),
    "no process answers": Fault({'up{job="parlance"}': "0x60"}, {"ParlanceDown"}),
    "a part is not well": Fault({'parlance_part_ok{part="database"}': "0x60"}, {"ParlancePartFailed"}),
    "a disk is nearly full": Fault(
        {'parlance_disk_free_bytes{disk="disk.data"}': "9000000000x60"}, {"ParlanceDiskFilling"}
    ),
    "a disk fills for some minutes": Fault(
        {'parlance_disk_free_bytes{disk="disk.data"}': "50000000000-10000000x60"}, set()
    ),
    "sends are slow": Fault({f'{_SENDS},le="0.1"}}': "0x60", f'{_SENDS},le="2.5"}}': "0+1x60"}, {"ParlanceSendsSlow"}),
    "commands are refused": Fault({f'{_COMMANDS}{{outcome="unavailable"}}': "0+1x60"}, {"ParlanceCommandsUnavailable"}),
    "requests fail": Fault({'parlance_http_requests_total{status="500"}': "0+1x60"}, {"ParlanceRequestsFailing"}),
    "no event passes Valkey": Fault(
        {series: "0x60" for series in CALM if series.startswith("parlance_relay_seconds")}, {"ParlanceEventsStopped"}
    ),
    "events are slow": Fault(
        {'parlance_relay_seconds_bucket{le="0.1"}': "0x60"},
        {"ParlanceEventsSlow"},
    ),
    "threads wait for connections": Fault({"parlance_pool_wait_seconds_total": "0+30x60"}, {"ParlancePoolExhausted"}),
    "PostgreSQL has no room for connections": Fault(
        {"parlance_database_connections": "96x60"}, {"ParlanceDatabaseConnections"}
    ),
    "a replica is behind": Fault({'parlance_replica_lag_seconds{replica="b"}': "40x60"}, {"ParlanceReplicaBehind"}),
    "tasks wait": Fault({'parlance_queue_length{queue="media"}': "5000x60"}, {"ParlanceQueueLong"}),
    "notifications wait": Fault(
        {"parlance_notifications_queued_oldest_seconds": "0+15x60"}, {"ParlanceNotificationsLate"}
    ),
    "an entry is set aside": Fault(
        {"parlance_notifications_handovers_failed": "1x60"}, {"ParlanceNotificationsSetAside"}
    ),
    "pushes are refused": Fault({'parlance_notifications_recent{state="failed"}': "40x60"}, {"ParlancePushRefused"}),
    "PostgreSQL's log is behind": Fault(
        {"parlance_backup_wal_age_seconds": "12+15x60", 'parlance_part_ok{part="wal"}': "0x60"}, {"ParlanceLogBehind"}
    ),
    "a push service refuses the key": Fault({'parlance_part_ok{part="push.fcm"}': "0x60"}, {"ParlancePushKeyRefused"}),
    "a certificate ends": Fault(
        {
            'parlance_certificate_days{host="chat.example.org"}': "13x60",
            'parlance_part_ok{part="certificate.chat.example.org"}': "0x60",
        },
        {"ParlanceCertificateEnding"},
    ),
    "no letter is accepted": Fault(
        {"parlance_mail_failures": "3x60", 'parlance_part_ok{part="mail"}': "0x60"}, {"ParlanceMailFailing"}
    ),
    "tasks fail": Fault({'parlance_tasks_total{task="t",outcome="failed"}': "0+5x60"}, {"ParlanceTasksFailing"}),
    "backups fail": Fault(
        {"parlance_backup_failing_seconds": "6600+15x60", 'parlance_part_ok{part="backup"}': "0x60"},
        {"ParlanceBackupFailing"},
    ),
    "no backup is proven": Fault(
        {"parlance_backup_proven_age_seconds": "93000+15x60", 'parlance_part_ok{part="backup"}': "0x60"},
        {"ParlanceBackupOld"},
    ),
}


@pytest.fixture(scope="session")
def promtool() -> str:
    found = os.environ.get("PROMTOOL") or shutil.which("promtool")
    return found or pytest.skip("there is no promtool (`make test` installs it, or names it in PROMTOOL)")


@pytest.mark.parametrize("name", FAULTS)
def test_alerts_of_a_fault_fire_and_no_others(name: str, promtool: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    end = f"{_INTERVAL * _SCRAPES}s"
    fired = {
        "expr": f'group by (alertname) (max_over_time(ALERTS{{alertstate="firing"}}[{end}]))',
        "eval_time": end,
        "exp_samples": [{"labels": f'{{alertname="{alert}"}}', "value": 1} for alert in sorted(fault.fires)],
    }
    test = {
        "rule_files": [str(RULES)],
        "evaluation_interval": f"{_INTERVAL}s",
        "tests": [
            {
                "interval": f"{_INTERVAL}s",
                "input_series": [{"series": s, "values": values} for s, values in (CALM | fault.series).items()],
                "promql_expr_test": [fired],
            }
        ],
    }
    path = tmp_path / "test.yml"
    path.write_text(yaml.safe_dump(test))
    done = subprocess.run([promtool, "test", "rules", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_rule_has_a_fault_and_says_what_to_do() -> None:
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    assert {rule["alert"] for rule in rules} == set().union(*(fault.fires for fault in FAULTS.values()))
    assert all({"summary", "action"} <= rule["annotations"].keys() for rule in rules)
