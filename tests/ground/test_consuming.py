"""A worker that is idle while tasks wait for it ends, and one that works, or has nothing to do, stays."""

from chatproject.health.consuming import Consumption


def looks(*, is_idle: bool = True, waiting: int = 1, silence: float = 0.0, takes: bool = False) -> int:
    """Returns how often a worker ends that is looked at four times."""
    ended: list[bool] = []
    watched = Consumption(lambda: is_idle, lambda: waiting, lambda: ended.append(True))
    for _ in range(4):
        if takes:
            watched.took()
        watched.look(silence)
    return len(ended)


def test_worker_ends_only_if_it_is_idle_and_silent_while_tasks_wait() -> None:
    assert looks() == 2, "the third look, and the fourth: the process goes on only here"
    assert looks(is_idle=False) == 0
    assert looks(waiting=0) == 0
    assert looks(silence=3600.0, takes=True) == 0
