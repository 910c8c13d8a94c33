"""What people write in ten scripts, and needles: words that exist once, with the queries that must find them."""

import random
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

#: The letters of each script, and whether it has spaces between words.
SCRIPTS: dict[str, tuple[str, bool]] = {
    "latin": ("abcdefghijklmnopqrstuvwxyz", True),
    "accents": ("aeioubcdfgléèüöñçåšžô", True),
    "cyrillic": ("абвгдежзийклмнопрстуфхцчшщыьэюя", True),
    "greek": ("αβγδεζηθικλμνξοπρστυφχψω", True),
    "arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنهو", True),
    "hebrew": ("אבגדהוזחטיכלמנסעפצקרשת", True),
    "devanagari": ("कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह", True),
    "han": (
        "天地玄黄宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結爲霜金生麗水玉出崑岡劍號巨闕珠稱夜光",
        False,
    ),
    "kana": ("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ", False),
    "hangul": (
        "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우",
        False,
    ),
}
_ENGLISH = """
the be to of and a in that have it for not on with as you do at this but by from they we say or an will my one all
would there their what so up out if about who get which go me when make can like time just know take people into
year your good some could them see other than then now look only come over think also back after use two how our
work first well way even new want because any these give day most us meeting lunch release garden ladder tea weather
"""
_WORDS, _PHRASES = 3_000, 3_000
#: Unspaced scripts have fewer letters in a word.
_LENGTH, _SHORT = 9, 6


@dataclass(frozen=True)
class Needle:
    script: str
    word: str
    query: str


class Writer:
    """Writes bodies whose words are as frequent as in a language: few very often, most hardly ever."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (no secret: the same texts in each run)
        self._phrases = {script: self._phrases_of(script) for script in SCRIPTS}

    def body(self, script: str) -> str:
        phrases = self._phrases[script]
        return self._gap(script).join(phrases[int(self._random.random() * _PHRASES)] for _ in range(3))

    def needle(self, number: int) -> Needle:
        """Returns the needle of this number: whole, its beginning, a part of it, or written in another way."""
        script = list(SCRIPTS)[number % len(SCRIPTS)]
        letters, is_spaced = SCRIPTS[script]
        word = "".join(self._random.choices(letters, k=_LENGTH if is_spaced else _SHORT))
        return Needle(script, word, _query(word, number // len(SCRIPTS)))

    def with_needle(self, needle: Needle) -> str:
        gap = self._gap(needle.script)
        return gap.join([self.body(needle.script), needle.word, self.body(needle.script)])

    def _gap(self, script: str) -> str:
        return " " if SCRIPTS[script][1] else ""

    def _phrases_of(self, script: str) -> list[str]:
        letters, is_spaced = SCRIPTS[script]
        lengths = (2, 3, 4, 5, 6, 7, 8) if is_spaced else (1, 2, 2, 3)
        made = ["".join(self._random.choices(letters, k=self._random.choice(lengths))) for _ in range(_WORDS)]
        words = [*(_ENGLISH.split() if script == "latin" else ()), *made]
        weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
        gap = self._gap(script)
        return [gap.join(self._random.choices(words, cum_weights=weights, k=4)) for _ in range(_PHRASES)]


def _query(word: str, turn: int) -> str:
    match turn % 4:
        case 1:
            return word[:-2]
        case 2:
            return word[2:]
        case 3:
            bare = "".join(each for each in unicodedata.normalize("NFD", word) if not "\u0300" <= each <= "\u036f")
            return unicodedata.normalize("NFC", bare).upper()
    return word
