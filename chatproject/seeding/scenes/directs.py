"""Conversations of two people, or one."""

from chatproject.seeding.paintings import humming, landscape, writing
from chatproject.seeding.stage import Stage

WATERING = """\
```python
PEOPLE = ["Carol", "Li", "Yael", "María", "Alice"]


def waters(week: int) -> str:
    return PEOPLE[week % len(PEOPLE)]
```"""


def alice_and_bob(stage: Stage) -> None:
    talk = stage.direct("alice", "bob")
    talk.clock.on(8, "18:15")
    talk.says("bob", "You really did it. Our own server.")
    talk.says("alice", "It was two commands. I made it look harder.")
    talk.says("bob", "And if the power goes?")
    talk.says("alice", "Then it comes back with the power, and nothing is lost. I pulled the plug to see.")
    pulled = talk.says("bob", "Of course you did.")
    talk.reacts(pulled, "😄", "alice")
    talk.clock.on(2, "21:00")
    talk.says("alice", "Can you look at this? It should name the person who waters next week:")
    talk.says("alice", WATERING)
    talk.says(
        "alice", "", writing("watering.py", WATERING.removeprefix("```python\n").removesuffix("```"), "text/x-python")
    )
    talk.says("bob", "`waters(48)` is María. She will say she was last week.", to=talk.last_seq - 1)
    talk.says("alice", "She was. I start counting at the *first* of the year, the year does not agree.")
    fix = talk.says("bob", "Count from the day we began: `(today - first).days // 7`. Then it is only ever one more.")
    talk.reacts(fix, "💡", "alice")
    talk.clock.ago(hours=3)
    talk.says("bob", "Lamp number two is repaired. It was the switch, it is always the switch.")
    talk.says("alice", "You are a treasure. See you at ten?")
    talk.says("bob", "At ten. I bring the good lamp *and* the jar.")
    talk.says("alice", "Until Saturday, then 🔧")
    talk.reads("alice", "bob")


def alice_and_carol(stage: Stage) -> None:
    """Pinned by Alice, with two unread."""
    talk = stage.direct("carol", "alice")
    talk.pinned_by("alice")
    talk.clock.on(3, "10:10")
    talk.says("carol", "Do you still have the blue yarn from the blanket?")
    talk.says("alice", "A whole basket of it. What will it be?")
    talk.says("carol", "A hat for the music box person. I hear they are cold.")
    talk.says("alice", "You can't know that.", to=talk.last_seq)
    talk.says("carol", "", humming("The song.wav", 7.5, seed=3))
    talk.says("carol", "One hears it in the song.")
    talk.reads("alice", "carol")
    talk.clock.ago(minutes=21)
    talk.says("carol", "I finished the hat. It has ears, I could not stop.")
    talk.says("carol", "Come up for tea when you have a minute?")
    talk.gets("alice")


def alice_and_noor(stage: Stage) -> None:
    """Two directions of writing in one conversation."""
    talk = stage.direct("alice", "noor")
    talk.clock.on(4, "16:00")
    talk.says("noor", "مساء الخير يا أليس! كيف حال الحديقة؟")
    talk.says("alice", "مساء النور! I have three Arabic sentences now, and that was the first. The garden is blue.")
    talk.says("noor", "زرقاء؟ في نوفمبر؟ أرسلي لي صورة من فضلك.")
    talk.says("alice", "*Very* blue.", landscape("Garden in November.jpg", 1600, 1067, seed=2))
    praise = talk.says("noor", "أحسنتِ! جملتان في يوم واحد.")
    talk.reacts(praise, "🌙", "alice")
    talk.clock.on(1, "12:10")
    talk.says("noor", "Choir at seven — هل تأتين؟")
    talk.says("alice", "نعم! I come, and I bring the refrigerator.", to=talk.last_seq)
    talk.reads("alice")
    talk.gets("noor")


def alice_and_maria(stage: Stage) -> None:
    talk = stage.direct("maria", "alice")
    talk.clock.on(7, "09:00")
    talk.says("maria", "The key to the roof is with me, if anyone asks. No one asks, they take the ladder.")
    talk.says("alice", "I'll tell them to ask. Then they know whom to thank.")
    talk.says(
        "maria",
        "> Then they know whom to thank.\n\nYou should run for the house committee, Alice. I mean it. "
        "Four of us have talked about it on the stairs, which is where this house is governed anyway.",
    )
    talk.says("alice", "I will think about it over soup.")
    talk.reads("maria", "alice")


def alice_and_li(stage: Stage) -> None:
    """The last message has not reached any device yet."""
    talk = stage.direct("alice", "li")
    talk.clock.on(5, "06:40")
    talk.says("li", "Are you awake? There is a heron on the fountain.")
    talk.says("alice", "There was a heron on the fountain. It saw me run in slippers.")
    talk.reads("alice", "li")
    talk.clock.ago(hours=9)
    talk.says("alice", "It is back. Window, quick.")


def alice_to_herself(stage: Stage) -> None:
    talk = stage.notes("alice")
    talk.clock.on(6, "22:00")
    talk.says(
        "alice", "Things to remember:\n\n- oil for the hall door\n- ask Tomasz about the goose\n- ~~order bulbs~~ done"
    )
    talk.says("alice", "Router password is **not** to be written down here.")


def carol_and_jin(stage: Stage) -> None:
    """A conversation without Alice."""
    talk = stage.direct("jin", "carol")
    talk.clock.on(2, "13:00")
    talk.says("jin", "Same time on Thursday? I practised against the wall.")
    talk.says("carol", "The wall is a fair opponent. Yes.")
    talk.reads("jin")
