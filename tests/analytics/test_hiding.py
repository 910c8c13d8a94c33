"""Parts about fewer than five people are hidden, and no difference from a total reveals them."""

from random import Random

from chatproject.analytics.hiding import LEAST, hidden_cohorts, hidden_parts

_RANDOM = Random(13)


def test_small_parts_are_hidden_and_empty_ones_are_not() -> None:
    people = {"none": 0, "few": 4, "enough": 5, "unrelated": None}
    assert hidden_parts(people, is_partition=False) == {"few"}


def test_partition_hides_the_smallest_of_the_others_when_a_part_is_hidden() -> None:
    assert hidden_parts({"a": 2, "b": 9, "c": 7}, is_partition=True) == {"a", "c"}
    assert hidden_parts({"a": 5, "b": 9}, is_partition=True) == set()
    # The people of two small parts may be the same two people.
    assert hidden_parts({"a": 2, "b": 3, "c": 20}, is_partition=True) == {"a", "b", "c"}


def test_difference_from_a_total_is_never_about_few_people() -> None:
    """Each person is in one part here, so what an attacker can compute is about the people of all hidden parts."""
    for _ in range(3_000):
        people = {str(part): _RANDOM.choice([0, 0, *range(1, 12)]) for part in range(_RANDOM.randint(1, 7))}
        hidden = hidden_parts(people, is_partition=True)
        shown = set(people) - hidden
        assert all(people[part] == 0 or people[part] >= LEAST for part in shown)
        if hidden and any(people[part] for part in shown):
            assert sum(people[part] for part in hidden) >= LEAST
            assert len(hidden) > 1 or not any(0 < people[part] < LEAST for part in hidden)


def test_cohorts_hide_few_active_and_few_inactive_people() -> None:
    sizes = {"a": 20, "b": 20, "c": 20, "d": 3, "e": 6}
    active = {"a": 17, "b": 10, "c": 2, "d": 0, "e": 6}
    # Of a, three people were not active; c is few; of d, three were not. e says nothing about a few.
    assert hidden_cohorts(active, sizes) == {"a", "c", "d"}
    for _ in range(3_000):
        sizes = {str(each): _RANDOM.randint(1, 15) for each in range(_RANDOM.randint(1, 6))}
        active = {cohort: _RANDOM.randint(0, size) for cohort, size in sizes.items()}
        hidden = hidden_cohorts(active, sizes)
        for cohort in set(sizes) - hidden:
            assert not 0 < active[cohort] < LEAST
            assert not 0 < sizes[cohort] - active[cohort] < LEAST
        if hidden and any(active[cohort] for cohort in set(sizes) - hidden):
            assert sum(active[cohort] for cohort in hidden) >= LEAST
