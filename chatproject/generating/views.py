"""Serves the schemas to anyone: they contain nothing that the source does not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chatproject.contract import wire
from chatproject.generating.asyncapi import asyncapi
from chatproject.generating.openapi import openapi
from chatproject.generating.reference import reference
from chatproject.rest.views import only_safe


@only_safe
def rest_schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI."""
    return _document(openapi())


@only_safe
def socket_schema(request: HttpRequest) -> HttpResponse:
    """AsyncAPI."""
    return _document(asyncapi())


@only_safe
def reference_page(request: HttpRequest) -> HttpResponse:
    """Both schemas as a page for people."""
    return render(request, "reference.html", {"reference": reference()})


def _document(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(wire.encode(document), content_type="application/json")
