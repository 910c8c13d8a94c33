"""All of the demo world, in one transaction: either all of it exists, or none."""

from django.db import transaction

from accounts.models import User
from chatproject.seeding import scenes
from chatproject.seeding.backdating import backdate, backdate_people
from chatproject.seeding.cast import gather
from chatproject.seeding.stage import Stage


@transaction.atomic
def seed_world() -> dict[str, User]:
    """Plays all scenes. Returns the people by their usernames."""
    stage = Stage(gather())
    for scene in scenes.ALL:
        scene(stage)
    backdate_people(stage.people.values())
    for talk in stage.talks:
        backdate(talk)
    return dict(stage.people)
