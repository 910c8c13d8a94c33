"""A page of what is private to a person: so many things at most, and how far they go."""

from accounts.models import User
from accounts.operations.editing_profile import edit_profile
from accounts.private import changes_since
from chatproject.contract.objects.accounts import Me
from chatproject.contract.objects.conversations import MyMembership
from conversations.operations.personalising import personalise_conversation
from tests.conversations.world import group


def test_a_page_goes_as_far_as_it_says(alice: User) -> None:
    for name in ("Al", "Ally"):
        personalise_conversation(actor=alice, conversation_id=group(alice).pk, pinned=True)
        edit_profile(actor=alice, display_name=name)
    pages: list[Me | MyMembership] = []
    held, head = 0, 4
    while held < head:
        page = changes_since(alice.pk, held, head, 1)
        assert page.more == (page.me_rev < head)
        pages += [*page.memberships, *([page.user] if page.user else [])]
        held = page.me_rev
    # The profile changed twice and is sent as it is now.
    assert [each.me_rev for each in pages] == [1, 3, 4]
    assert held == head


def test_a_profile_is_told_as_it_is_fetched(alice: User) -> None:
    changed = edit_profile(actor=alice, display_name="Al", time_zone="Asia/Tokyo", enter_sends=False)
    [pages] = [changes_since(alice.pk, 0, 1, 10).user]
    assert pages is not None
    assert (pages.display_name, pages.time_zone, pages.preferences.enter_sends) == ("Al", "Asia/Tokyo", False)
    assert pages.email == changed.email
