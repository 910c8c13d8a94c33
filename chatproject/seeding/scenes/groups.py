"""Groups of people who get something done together."""

from chatproject.seeding.stage import Stage

PLAN = """\
Wonderful. Then we have:

- **Electrics**: Bob
- **Textiles**: Carol
- **Wood and chairs**: Tomasz
- **Door and soup**: Priya
- **Everything that rolls**: me"""

ANNOUNCED = """\
List of what people announced:

1. Toaster (throws too far)
2. Three lamps
3. A music box that only plays the sad part
4. One umbrella"""


def repair_cafe(stage: Stage) -> None:
    """A group with unread messages for Alice."""
    talk = stage.group(
        "Repair Café", "alice", "bob", "carol", "tomasz", "priya", topic="Saturdays from ten, in the hall"
    )
    talk.promotes("alice", "bob", "admin")
    talk.clock.on(5, "17:50")
    talk.says("alice", "The hall is ours on Saturday from ten. Who is in?")
    talk.says("bob", "In. I bring the soldering iron and the good lamp.")
    talk.says("tomasz", "In, with bread.")
    talk.says("carol", "Sewing machine and me, until two.")
    talk.says("priya", "Soup. And I can do the door.")
    plan = talk.says("alice", PLAN)
    talk.reacts(plan, "👍", "bob", "carol", "tomasz", "priya")
    talk.clock.on(3, "09:30")
    talk.says("carol", "Mrs. Ek asks whether we repair umbrellas. I said we repair *everything*. Do we?")
    talk.says("tomasz", "We have never repaired an umbrella.")
    umbrella = talk.says("bob", "We have never been *asked*.", to=talk.last_seq)
    talk.reacts(umbrella, "☂️", "alice", "carol", "priya")
    talk.reacts(umbrella, "😂", "tomasz")
    talk.clock.on(1, "19:05")
    talk.says("priya", ANNOUNCED)
    wrong = talk.says("bob", "I have no fuses left, so no toaster.")
    talk.deletes("bob", wrong)
    talk.says("bob", "Correction: I have fuses. I had *looked in the wrong jar*.")
    talk.reads("alice", "bob", "carol", "tomasz", "priya")
    talk.clock.ago(minutes=48)
    box = talk.says("tomasz", "The music box is here already. I have it open on the table.")
    talk.says("tomasz", "It is not broken. Someone has glued a tooth to make it *stay* sad.")
    talk.says("carol", "Leave it. Someone needed that.", to=box)
    talk.says("priya", "Alice, can you ask who brought it? I would like to know the whole song.")
    talk.reacts(talk.last_seq - 1, "❤️", "priya", "bob")
    talk.reads("bob", "carol", "tomasz", "priya")
    talk.gets("alice")


def garden(stage: Stage) -> None:
    talk = stage.group(
        "Courtyard garden", "carol", "alice", "maria", "li", "yael", topic="Beds, bulbs, and whose turn it is to water"
    )
    talk.clock.on(8, "07:20")
    talk.says("carol", "Bulbs are here: 200 crocus, 80 tulips, and a paper bag that only says *surprise*.")
    talk.says("li", "I vote for planting the surprise first.")
    talk.says("yael", "אני בעד. In the middle, where it can't hide.")
    talk.says("maria", "My turn to water until Sunday, then Alice.")
    talk.clock.on(2, "08:00")
    up = talk.says("li", "Something is coming up in the middle. It is *blue*.")
    talk.reacts(up, "💙", "carol", "alice", "yael", "maria")
    talk.says("alice", "In November? Good for it.")
    talk.clock.ago(hours=5)
    talk.says("alice", "Watered. The blue one is three centimetres tall and looks pleased with itself.")
    talk.reads("alice", "carol", "li", "yael")
    talk.gets("maria")


def choir(stage: Stage) -> None:
    """A group with the longest allowed title."""
    talk = stage.group(
        "Choir of the Lindenhof Staircase, Winter Programme and Everything Around It",
        "maria",
        "alice",
        "noor",
        "jin",
        topic="Wednesdays at seven, third landing. The echo is best there.",
    )
    talk.clock.on(6, "20:30")
    talk.says("maria", "Three songs, then. The Galician one, the one Jin taught us, and the round without words.")
    talk.says("jin", "I can write the Korean text in Latin letters for everyone.")
    talk.says("noor", "Please. Last time I sang something about a refrigerator, they tell me.")
    talk.says("jin", "A very beautiful refrigerator.", to=talk.last_seq)
    talk.clock.on(1, "20:55")
    talk.says(
        "maria", "You were wonderful tonight. Even the neighbours on four opened their door, and *not* to complain."
    )
    talk.reacts(talk.last_seq, "🎶", "alice", "noor", "jin")
    talk.reads("maria", "alice", "noor", "jin")
