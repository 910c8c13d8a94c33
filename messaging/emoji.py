"""One emoji and its normal form, after Unicode's UTS 51."""

import re

# Drawn as text unless the variation selector U+FE0F follows (Emoji without Emoji_Presentation, Unicode 17).
_AS_TEXT = """
    a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 2328 23cf 23ed-23ef 23f1-23f2 23f8-23fa 24c2 25aa-25ab 25b6 25c0
    25fb-25fc 2600-2604 260e 2611 2618 261d 2620 2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 265f-2660 2663
    2665-2666 2668 267b 267e 2692 2694-2697 2699 269b-269c 26a0 26a7 26b0-26b1 26c8 26cf 26d1 26d3 26e9 26f0-26f1
    26f4 26f7-26f9 2702 2708-2709 270c-270d 270f 2712 2714 2716 271d 2721 2733-2734 2744 2747 2763-2764 27a1
    2934-2935 2b05-2b07 3030 303d 3297 3299 1f170-1f171 1f17e-1f17f 1f202 1f237 1f321 1f324-1f32c 1f336 1f37d
    1f396-1f397 1f399-1f39b 1f39e-1f39f 1f3cb-1f3ce 1f3d4-1f3df 1f3f3 1f3f5 1f3f7 1f43f 1f441 1f4fd 1f549-1f54a
    1f56f-1f570 1f573-1f579 1f587 1f58a-1f58d 1f590 1f5a5 1f5a8 1f5b1-1f5b2 1f5bc 1f5c2-1f5c4 1f5d1-1f5d3
    1f5dc-1f5de 1f5e1 1f5e3 1f5e8 1f5ef 1f5f3 1f5fa 1f6cb 1f6cd-1f6cf 1f6e0-1f6e5 1f6e9 1f6f0 1f6f3
"""
# Drawn as emoji by default; whole planes of emoji, to include characters newer than this list.
_AS_EMOJI = """
    231a-231b 23e9-23ec 23f0 23f3 25fd-25fe 2614-2615 2648-2653 267f 2693 26a1 26aa-26ab 26bd-26be 26c4-26c5 26ce
    26d4 26ea 26f2-26f3 26f5 26fa 26fd 2705 270a-270b 2728 274c 274e 2753-2755 2757 2795-2797 27b0 27bf 2b1b-2b1c
    2b50 2b55 1f000-1f0ff 1f18e 1f191-1f19a 1f200-1f3fa 1f400-1faff
"""


def _class(ranges: str) -> str:
    return "".join("-".join(chr(int(end, 16)) for end in each.split("-")) for each in ranges.split())


_TEXT, _ANY = f"[{_class(_AS_TEXT)}]", f"[{_class(_AS_TEXT)}{_class(_AS_EMOJI)}]"
_SELECTORS = re.compile("[\ufe0e\ufe0f]")
_TONE = "[\U0001f3fb-\U0001f3ff]"
_KEYCAP = re.compile("([0-9#*])\u20e3")
_LETTER = "[\U0001f1e6-\U0001f1ff]"
_TAGS = "[\U000e0020-\U000e007e]+\U000e007f"
_ONE = re.compile(f"{_LETTER}{{2}}|{_ANY}(?:{_TONE})?(?:{_TAGS})?(?:\u200d{_ANY}(?:{_TONE})?)*|{_TONE}")
_WITHOUT_TONE = re.compile(f"({_TEXT})(?!{_TONE})")


def normal_emoji(text: str) -> str | None:
    """Returns the normal form of an emoji, or None if the text is not exactly one emoji.

    Keyboards write the same emoji with and without variation selectors.
    """
    bare = _SELECTORS.sub("", text)
    if _KEYCAP.fullmatch(bare):
        return f"{bare[0]}\ufe0f\u20e3"
    return _WITHOUT_TONE.sub("\\1\ufe0f", bare) if _ONE.fullmatch(bare) else None
