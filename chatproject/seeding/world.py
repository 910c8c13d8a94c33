"""All of the demo world, in one transaction: there is the whole of it, or nothing."""

from django.db import transaction

from accounts.models import User
from chatproject.seeding import scenes
from chatproject.seeding.backdating import backdate, backdate_people
from chatproject.seeding.cast import gather
from chatproject.seeding.stage import Stage


@transaction.atomic
def seed_world() -> dict[str, User]:
    """Let everybody arrive and talk. Answers the people by their usernames."""
    stage = Stage(gather())
    for scene in scenes.ALL:
        scene(stage)
    backdate_people(stage.people.values())
    for talk in stage.talks:
        backdate(talk)
    return dict(stage.people)
