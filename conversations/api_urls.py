"""The REST routes of this app, under /api/v1/.

Routes that return a conversation with its last message are in messaging.
"""

from django.urls import path

from conversations.api.bans import BanDetail, BanList
from conversations.api.channels import ChannelList
from conversations.api.invitations import InvitationDetail, InvitationLink, InvitationList
from conversations.api.members import MemberDetail, MemberList, MyMembership
from conversations.api.requests import (
    LeavingAndBlocking,
    RequestBlocking,
    RequestDeclining,
    RequestList,
)

urlpatterns = [
    path("channels", ChannelList.as_view(), name="channels"),
    path("conversations/leave-and-block", LeavingAndBlocking.as_view(), name="leave-and-block"),
    path("conversations/requests", RequestList.as_view(), name="requests"),
    path("conversations/requests/<str:asked>/decline", RequestDeclining.as_view(), name="request-decline"),
    path("conversations/requests/<str:asked>/block", RequestBlocking.as_view(), name="request-block"),
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
]
