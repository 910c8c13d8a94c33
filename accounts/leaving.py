"""Clears what the browser stored when a user confirms that they sign out."""

from typing import TypeVar

from django.http import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def clear_site_data(response: R) -> R:
    """Makes the browser drop what it stored for this site.

    Only after a confirmed sign-out: a session that expires or is ended elsewhere leaves unsent messages, which the user
    sends after signing in again. Cookies stay, because the header would drop those of the whole domain.
    """
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
