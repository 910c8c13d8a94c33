"""A lively group that Alice has muted."""

from datetime import timedelta

from django.utils import timezone

from chatproject.seeding.paintings import Found, landscape
from chatproject.seeding.stage import Stage

CHATTER = (
    ("bob", "Train or bicycles?"),
    ("li", "Bicycles to the train."),
    ("jin", "Train with the bicycles."),
    ("yael", "The 9:12 takes six bicycles. We are seven."),
    ("tomasz", "I can walk. It is only forty kilometres."),
    ("priya", "No one walks forty kilometres, Tomasz."),
    ("tomasz", "My grandmother did. With a goose."),
    ("li", "Who brings the goose?"),
    ("bob", "I made a list: tents (3), stove (1), cards (2 packs), goose (0)."),
    ("jin", "I have a tent for two that sleeps four if they are good friends."),
    ("yael", "We are good friends until about 3 a.m."),
    ("priya", "Weather for the weekend: sun, then *weather*."),
    ("bob", "Rain trousers on the list."),
    ("li", "The lake is 14 °C. I checked with my foot."),
    ("jin", "Whose foot lives at the lake?"),
    ("li", "My sister's, strictly speaking."),
    ("tomasz", "I have bread for two days, and a plan for a third."),
    ("yael", "אני מביאה חומוס."),
    ("priya", "Then I bring everything else, as always, with love."),
    ("bob", "Meeting point: the fountain, quarter past eight. *Quarter past.*"),
)


def _view(number: int) -> Found:
    width, height = ((1600, 1067), (1067, 1600), (1600, 900), (1200, 1200), (2000, 1000))[number]
    return landscape(f"Lake {number + 1}.jpg", width, height, seed=number)


def autumn_trip(stage: Stage) -> None:
    talk = stage.group(
        "To the lake 🏕️", "li", "alice", "bob", "jin", "yael", "tomasz", "priya", topic="Two nights, one stove"
    )
    talk.muted_by("alice", timezone.now() + timedelta(days=365))
    talk.clock.on(4, "12:00")
    for who, body in CHATTER[:8]:
        talk.says(who, body)
    talk.reacts(7, "🪿", "li", "priya", "bob", "jin")
    talk.clock.on(2, "12:30")
    for who, body in CHATTER[8:15]:
        talk.says(who, body)
    talk.reads("alice")
    talk.clock.ago(hours=2)
    for who, body in CHATTER[15:]:
        talk.says(who, body)
    talk.reacts(talk.last_seq, "✅", "jin", "yael", "priya")
    talk.says("li", "The lake, as it was last year:", *(_view(number) for number in range(5)))
    talk.says("tomasz", "", landscape("The tallest tree.jpg", 700, 1500, seed=9))
    talk.reads("bob", "li", "jin", "yael", "priya")
