"""The settings page that lists the people a user blocks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views import View
from django.views.generic import TemplateView

from accounts.models import Block
from accounts.operations.blocking import unblock
from accounts.views.base import SignedInRequest
from chatproject.contract.errors import NotFound
from chatproject.contract.pictures import avatar_path

PER_PAGE = 50


class BlockedView(LoginRequiredMixin, TemplateView):
    template_name = "settings/blocked.html"
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blocks = Block.objects.filter(blocker=self.request.user).select_related("blocked").order_by("-pk")
        page = Paginator(blocks, PER_PAGE).get_page(self.request.GET.get("page"))
        people = [(each.blocked, avatar_path(each.blocked.avatar)) for each in page]
        return super().get_context_data(people=people, page=page, **kwargs)


class UnblockView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, user: str) -> HttpResponse:
        try:
            unblock(actor=request.user, user=user)
            messages.success(request, "Unblocked.")
        except NotFound:
            messages.info(request, "That account no longer exists.")
        return redirect("settings:blocked")
