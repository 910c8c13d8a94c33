"""Which texts a query finds, in many scripts, and what is marked in them."""

import pytest

from accounts.models import User
from conversations.models import Conversation
from tests.search.world import found, marked, send

pytestmark = pytest.mark.django_db

#: (what a message says, a search, what is marked in it)
NEEDLES = [
    ("The lighthouse keeper sleeps", "lighthouse", ["lighthouse"]),
    ("The lighthouse keeper sleeps", "light", ["light"]),
    ("The lighthouse keeper sleeps", "house", ["house"]),
    ("The lighthouse keeper sleeps", "HOUSE sleep", ["house", "sleep"]),
    ("Die Straße nach Łódź", "strasse lodz", ["Straße", "Łódź"]),
    ("un e\u0301te\u0301 à Nîmes", "été", ["e\u0301te\u0301"]),
    ("un été à Nîmes", "ete nimes", ["été", "Nîmes"]),
    ("The file is ﬁnished", "finished", ["ﬁnished"]),
    ("Съешь ещё этих мягких булок", "еще", ["ещё"]),
    ("Ο ΌΔΟΣ της Αθήνας", "οδος αθηνας", ["ΌΔΟΣ", "Αθήνας"]),
    ("今日は東京都に行きます", "京都", ["京都"]),
    ("今日は東京都に行きます", "都", ["都"]),
    ("会議はﾄｳｷｮｳです", "トウキョウ", ["ﾄｳｷｮｳ"]),
    ("我们明天在北京见面", "北京", ["北京"]),
    ("우리는 내일 서울에서 만나요", "서울", ["서울"]),
    ("พบกันที่กรุงเทพ", "กรุงเทพ", ["กรุงเทพ"]),
    ("हम कल दिल्ली में मिलेंगे", "दिल्ली", ["दिल्ली"]),
    ("נפגש מחר בירושלים", "בירושלים", ["בירושלים"]),
    ("سنلتقي غدًا في القاهرة", "القاهره", ["القاهرة"]),
    ("İstanbul'da görüşürüz", "istanbul", ["İstanbul"]),
    ("well done 👍🏽", "👍", ["👍🏽"]),
    ("we 👩‍👩‍👧 too", "👩‍👩‍👧", ["👩‍👩‍👧"]),
    ("call getUserName() or get_user_name", "username", ["UserName"]),
    ("call getUserName() or get_user_name", "user_name", ["user_name"]),
    ("see PROJ-1234 please", "PROJ-1234", ["PROJ-1234"]),
    ("see PROJ-1234 please", "1234", ["1234"]),
    ("it is at https://example.org/docs/setup", "example.org/docs", ["example.org/docs"]),
    ("a 😀 and then a needle", "needle", ["needle"]),
]


@pytest.mark.parametrize(("text", "query", "marks"), NEEDLES)
def test_needle_is_found_and_marked(text: str, query: str, marks: list[str], alice: User, garden: Conversation) -> None:
    _, seq, _ = send(alice, garden, "something else", text, "中文 nothing ещ")

    assert found(alice, query) == [seq]
    assert marked(alice, query) == marks


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The lighthouse keeper", "lighthouses"),
        ("The lighthouse keeper", '"light"'),
        ("The lighthouse keeper", '"keeper lighthouse"'),
        ("The lighthouse keeper", "lighthouse -keeper"),
        ("The lighthouse keeper", 'lighthouse -"the lighthouse"'),
        ("go to a shop", "o"),
        ("東京に京都の人がいる", "東都"),
    ],
)
def test_other_words_are_not_found(text: str, query: str, alice: User, garden: Conversation) -> None:
    send(alice, garden, text)

    assert found(alice, query) == []


def test_phrase_matches_whole_words_in_their_order(alice: User, garden: Conversation) -> None:
    seqs = send(alice, garden, "the light house", "the lighthouse", "house of light", "Light, house!")

    assert found(alice, '"light house"') == [seqs[3], seqs[0]]
    assert found(alice, "light house") == [seqs[3], seqs[2], seqs[1], seqs[0]]


def test_best_match_comes_first_when_asked(alice: User, garden: Conversation) -> None:
    seqs = send(alice, garden, "the art of it", "we start", "an artful plan")

    assert found(alice, "art", sort="best") == [seqs[0], seqs[2], seqs[1]]
    assert found(alice, "art") == seqs[::-1]
