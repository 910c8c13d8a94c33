"""The alerts whose faults are not recorded (tests/alerts/faults.py): their metrics are written by hand."""

import pytest

from tests.alerts.playing import find_promtool, play
from tests.alerts.recording import Recording

_EVERY = 60
_DISK = 'parlance_disk_free_bytes{disk="a"}'
_SIZE = {'parlance_disk_bytes{disk="a"}': "100e9x400"}
#: What each fires, and after how many seconds.
BY_HAND = (
    Recording(
        "a disk is full in 14 hours", 0, 0, {"ParlanceDiskFilling": 3 * 3600 + 300}, {_DISK: "50e9-60e6x400", **_SIZE}
    ),
    Recording("a disk fills for an hour", 0, 0, {}, {_DISK: "50e9-60e6x60 46e9x340", **_SIZE}),
    Recording(
        "an entry is set aside",
        0,
        0,
        {"ParlanceNotificationsSetAside": 0},
        {"parlance_notifications_handovers_failed": "1x400"},
    ),
    Recording(
        "a push service refuses the key",
        0,
        0,
        {"ParlancePushKeyRefused": 120},
        {'parlance_part_ok{part="push.apns"}': "0x400"},
    ),
    Recording("backups fail", 0, 0, {"ParlanceBackupFailing": 240}, {"parlance_backup_failing_seconds": "7000+60x400"}),
    Recording(
        "threads wait for connections",
        0,
        0,
        {"ParlancePoolExhausted": 180},
        {"parlance_pool_wait_seconds_total": "0+120x400"},
    ),
    Recording(
        "a replica is behind",
        0,
        0,
        {"ParlanceReplicaBehind": 120},
        {'parlance_replica_lag_seconds{replica="b"}': "40x400"},
    ),
)


@pytest.fixture(scope="module")
def promtool() -> str:
    return find_promtool() or pytest.skip("there is no promtool (`make test` installs it, or names it in PROMTOOL)")


@pytest.mark.parametrize(("are_slow", "lasts"), [(True, 6 * 3600), (False, 3600)])
def test_alerts_fire_at_their_second_and_no_others(promtool: str, are_slow: bool, lasts: int) -> None:
    chosen = [each for each in BY_HAND if (_DISK in each.series) is are_slow]
    done = play(promtool, [(each, each.fires) for each in chosen], every=_EVERY, lasts=lasts)
    assert done.returncode == 0, done.stdout
