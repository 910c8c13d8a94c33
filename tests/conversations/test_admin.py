"""Staff look at conversations, never into them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from conversations.models import Conversation, Invitation
from conversations.operations.inviting import create_invitation
from tests.conversations.world import direct, group
from tests.world import browser

MODELS = ("conversation", "membership", "invitation")


@pytest.fixture
def staff(mallory: User) -> Client:
    mallory.is_staff = mallory.is_superuser = True
    mallory.save()
    return browser(mallory)


@pytest.fixture
def invitation(alice: User, bob: User) -> Invitation:
    direct(alice, bob)
    group(alice, kind="channel", title="Square")
    return create_invitation(actor=alice, conversation_id=group(alice, bob).pk)


def object_of(model: str, invitation: Invitation) -> object:
    conversation = invitation.conversation
    pks = {
        "conversation": conversation.pk,
        "invitation": invitation.pk,
        "membership": conversation.memberships.get(user=invitation.created_by).pk,
    }
    return pks[model]


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_pages_are_there_to_look_at(staff: Client, invitation: Invitation, model: str) -> None:
    listed = staff.get(reverse(f"admin:conversations_{model}_changelist"))
    assert listed.status_code == 200
    assert str(invitation.conversation_id).encode() in listed.content
    page = reverse(f"admin:conversations_{model}_change", args=[object_of(model, invitation)])
    assert staff.get(page).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_changed_or_deleted_by_hand(staff: Client, invitation: Invitation, model: str) -> None:
    pk = object_of(model, invitation)
    assert staff.get(reverse(f"admin:conversations_{model}_add")).status_code == 403
    assert staff.post(reverse(f"admin:conversations_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert staff.post(reverse(f"admin:conversations_{model}_change", args=[pk]), {"title": "x"}).status_code == 403
    assert Conversation.objects.filter(title="Garden").count() == 1


@pytest.mark.parametrize(
    ("model", "search", "count"),
    [
        ("conversation", "gard", 0),
        ("conversation", "squa", 1),
        ("conversation", "alice", 3),
        ("conversation", "nobody", 0),
        ("conversation", "{conversation}", 1),
        ("membership", "bob", 2),
        ("membership", "{conversation}", 2),
        ("invitation", "alice", 1),
        ("invitation", "bob", 0),
    ],
)
def test_they_are_searched(staff: Client, invitation: Invitation, model: str, search: str, count: int) -> None:
    term = search.format(conversation=invitation.conversation_id)
    listed = staff.get(reverse(f"admin:conversations_{model}_changelist"), {"q": term})
    assert listed.context["cl"].result_count == count


def test_filters_narrow_the_lists(staff: Client, invitation: Invitation) -> None:
    conversations = staff.get(reverse("admin:conversations_conversation_changelist"), {"kind__exact": "group"})
    assert conversations.context["cl"].result_count == 1
    owners = staff.get(reverse("admin:conversations_membership_changelist"), {"role__exact": "owner"})
    assert owners.context["cl"].result_count == 2


def test_a_link_is_not_shown_to_staff(staff: Client, invitation: Invitation) -> None:
    pages = (
        reverse("admin:conversations_invitation_changelist"),
        reverse("admin:conversations_invitation_change", args=[invitation.pk]),
    )
    for page in pages:
        assert invitation.token not in staff.get(page).content.decode()


def test_staff_revoke_a_link(staff: Client, invitation: Invitation) -> None:
    chosen = {"action": "revoke", "_selected_action": [str(invitation.pk)]}
    staff.post(reverse("admin:conversations_invitation_changelist"), chosen)
    invitation.refresh_from_db()
    assert not invitation.is_open


def test_staff_who_may_only_view_cannot_revoke(staff: Client, mallory: User, invitation: Invitation) -> None:
    mallory.is_superuser = False
    mallory.save()
    mallory.user_permissions.add(Permission.objects.get(codename="view_invitation"))
    assert staff.get(reverse("admin:conversations_invitation_changelist")).status_code == 200
    chosen = {"action": "revoke", "_selected_action": [str(invitation.pk)]}
    staff.post(reverse("admin:conversations_invitation_changelist"), chosen)
    invitation.refresh_from_db()
    assert invitation.is_open


@pytest.mark.parametrize("asked", ["invitation/?token__startswith=a", "membership/?muted_until__isnull=True"])
def test_no_lookup_in_the_address_asks_for_what_is_hidden(staff: Client, asked: str) -> None:
    assert staff.get("/admin/conversations/conversation/?kind__exact=group").status_code == 200
    assert staff.get(f"/admin/conversations/{asked}").status_code == 400
