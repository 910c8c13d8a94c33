"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from conversations.api.bans import BanDetail, BanList
from conversations.api.channels import ChannelList, Joining
from conversations.api.conversations import Closing, ConversationDetail, ConversationList, MyMembership
from conversations.api.invitations import InvitationDetail, InvitationJoining, InvitationLink, InvitationList
from conversations.api.members import MemberDetail, MemberList
from conversations.api.requests import (
    LeavingAndBlocking,
    RequestAccepting,
    RequestBlocking,
    RequestDeclining,
    RequestList,
)

urlpatterns = [
    path("channels", ChannelList.as_view(), name="channels"),
    path("conversations", ConversationList.as_view(), name="conversations"),
    path("conversations/leave-and-block", LeavingAndBlocking.as_view(), name="leave-and-block"),
    path("conversations/requests", RequestList.as_view(), name="requests"),
    path("conversations/requests/<str:asked>/accept", RequestAccepting.as_view(), name="request-accept"),
    path("conversations/requests/<str:asked>/decline", RequestDeclining.as_view(), name="request-decline"),
    path("conversations/requests/<str:asked>/block", RequestBlocking.as_view(), name="request-block"),
    path("conversations/<str:conversation>", ConversationDetail.as_view(), name="conversation"),
    path("conversations/<str:conversation>/closed", Closing.as_view(), name="closed"),
    path("conversations/<str:conversation>/join", Joining.as_view(), name="join"),
    path("conversations/<str:conversation>/membership", MyMembership.as_view(), name="membership"),
    path("conversations/<str:conversation>/members", MemberList.as_view(), name="members"),
    path("conversations/<str:conversation>/members/<str:user>", MemberDetail.as_view(), name="member"),
    path("conversations/<str:conversation>/bans", BanList.as_view(), name="bans"),
    path("conversations/<str:conversation>/bans/<str:user>", BanDetail.as_view(), name="ban"),
    path("conversations/<str:conversation>/invitations", InvitationList.as_view(), name="invitations"),
    path(
        "conversations/<str:conversation>/invitations/<str:invitation>", InvitationDetail.as_view(), name="invitation"
    ),
    path("invitations/<str:token>", InvitationLink.as_view(), name="invitation-link"),
    path("invitations/<str:token>/join", InvitationJoining.as_view(), name="invitation-join"),
]
