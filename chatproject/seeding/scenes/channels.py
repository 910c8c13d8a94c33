"""Channels that anyone can find."""

from chatproject.seeding.stage import Stage

LENTIL_SOUP = """\
**Red lentil soup, for ten people and one cold hall**

You need:

- 800 g red lentils
- 3 onions
- 6 cloves of garlic
- a thumb of ginger
- 4 carrots
- 2 tins of tomatoes
- 2 tins of coconut milk
- 3 litres of stock
- cumin, turmeric, chilli
- 2 lemons
- more coriander than you think

And then:

1. Wash the lentils until the water is clear. It takes longer than you hope.
2. Chop the onions, small. Cry a little.
3. Let them go soft in oil, quietly, for ten minutes.
4. Garlic and ginger in, one minute, no more.
5. Two spoons of cumin, one of turmeric, chilli as you dare.
6. Carrots, lentils, tomatoes, stock.
7. Simmer for half an hour and stir now and then.
8. Coconut milk. Five more minutes.
9. Blend half of it. Leave the other half alone.
10. Lemon, salt, taste.
11. Taste again.
12. Coriander on top.

It keeps for three days and is better on the second.

> If it is too thick, it is a stew. No one has ever complained.

Bread is Tomasz's business."""

SENSOR = '''\
```python
"""Tell the garden channel when the soil is thirsty."""

import time
from statistics import median

DRY = 310
PAUSE = 15 * 60


def moisture(read, times=9):
    """The middle of nine readings: the sensor jumps when the pump runs."""
    return median(read() for _ in range(times))


def watch(read, tell):
    was_dry = False
    while True:
        is_dry = moisture(read) < DRY
        if is_dry and not was_dry:
            tell("Bed 4 would like some water.")
        was_dry = is_dry
        time.sleep(PAUSE)
```'''


def town_square(stage: Stage) -> None:
    everybody = ("bob", "carol", "noor", "yael", "maria", "tomasz", "priya", "jin", "li")
    talk = stage.channel("Town Square", "alice", *everybody, topic="Everyone is here. Say hello.")
    talk.promotes("alice", "maria", "admin")
    talk.clock.on(9, "08:10")
    hello = talk.says(
        "alice", "Good morning, everyone. This is ours now: our own server, in the cupboard behind the stage."
    )
    talk.reacts(hello, "🎉", "bob", "carol", "maria", "priya", "tomasz")
    talk.reacts(hello, "❤️", "noor", "yael")
    talk.says("bob", "So the humming is *us*?")
    talk.says("alice", "The humming is us.")
    talk.says("priya", "Hello from the second floor 👋")
    talk.says("tomasz", "Cześć! Does it send letters too, or do I keep the notice board?")
    talk.says("maria", "Keep the notice board, Tomasz. My mother reads nothing else.")
    talk.clock.on(7, "17:30")
    talk.says(
        "jin", "안녕하세요! Jin here, I moved in above the bakery. Where does one find people who play table tennis?"
    )
    found = talk.says("carol", "You have found them. Thursdays, hall, bring nothing.", to=talk.last_seq)
    talk.reacts(found, "🏓", "jin", "li", "bob")
    talk.says("li", "I bring nothing every week and am very good at it.")
    talk.clock.on(3, "11:05")
    names = talk.says("yael", "What do we call the server? Suggestions so far: Cupboard, Hum, Lindenbaum.")
    for emoji, who in (
        ("🌳", ("alice", "maria", "carol")),
        ("🐝", ("bob",)),
        ("🚪", ("tomasz", "li")),
        ("🎺", ("priya",)),
        ("☕", ("jin",)),
        ("🦉", ("noor", "yael")),
        ("🍞", ("tomasz",)),
        ("🌙", ("noor",)),
        ("🔧", ("bob", "priya")),
        ("🐌", ("li",)),
        ("🎈", ("maria",)),
        ("🫖", ("carol", "alice")),
    ):
        talk.reacts(names, emoji, *who)
    talk.says("tomasz", "Cupboard. It is honest.")
    talk.clock.on(1, "16:20")
    talk.says("maria", "The lift is repaired. It asks to be spoken to kindly.")
    talk.reads("alice", *everybody)


def kitchen_table(stage: Stage) -> None:
    talk = stage.channel(
        "Kitchen table", "priya", "alice", "tomasz", "noor", "maria", topic="What is cooking, and for whom"
    )
    talk.clock.on(6, "15:45")
    talk.says("priya", "Soup for Saturday. Written down at last, because I was asked four times.")
    soup = talk.says("priya", LENTIL_SOUP)
    talk.reacts(soup, "😋", "alice", "noor", "maria")
    talk.says("tomasz", "Bread is indeed my business. Six loaves of rye, two without seeds for Mrs. Ek.")
    talk.says("noor", "شكراً! I can bring date cookies, the ones that are gone before I sit down.")
    talk.clock.on(2, "19:10")
    starter = talk.says("tomasz", "My starter is alive again. It needed a warmer shelf and an apology.")
    talk.reacts(starter, "🍞", "priya", "alice")
    talk.says("maria", "Could someone write the *exact* temperature? Mine only sulks.", to=starter)
    talk.says("tomasz", "26 °C. On top of the router, actually.", to=talk.last_seq)
    talk.reads("alice", "priya", "maria")


def workshop(stage: Stage) -> None:
    talk = stage.channel("Workshop", "bob", "alice", "priya", "li", "jin", topic="Solder, scripts and spare parts")
    talk.clock.on(4, "20:00")
    talk.says("bob", "First version of the soil sensor. It is not pretty and it works:")
    code = talk.says("bob", SENSOR)
    talk.reacts(code, "🌱", "alice", "priya")
    talk.says("priya", "Why the median and not the mean?", to=code)
    reason = talk.says("bob", "One bad reading out of nine moves a mean and leaves a median where it was.")
    talk.edits("bob", reason, "One bad reading out of nine moves the mean, and leaves the median where it was.")
    talk.reacts(reason, "👍", "priya", "li")
    talk.says("li", "`PAUSE = 15 * 60` is my favourite line. Unhurried.")
    talk.clock.on(1, "18:40")
    talk.says("jin", "The datasheet, for anyone who continues: https://example.org/datasheets/soil-sensor.pdf")
    talk.says("bob", "Thank you! I will solder the second one tonight.")
    talk.reads("alice", "priya", "jin", "li")


def night_sky(stage: Stage) -> None:
    """A channel that Alice has not found yet."""
    talk = stage.channel("Night sky", "carol", "yael", "noor", topic="The roof is open when the stars are")
    talk.clock.on(5, "21:15")
    talk.says("carol", "Clear until midnight. Saturn is up, the ladder too.")
    talk.says("yael", "מגיעה עם תרמוס תה. Ten minutes.")
    talk.says("noor", "Save me the good chair.")
    talk.reads("carol", "noor")
