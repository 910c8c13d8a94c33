"""What a browser forgets when its user confirms that they sign out."""

from typing import TypeVar

from django.http import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def clear_site_data(response: R) -> R:
    """Have the browser drop what it kept of this site.

    Only after a confirmed sign-out: a session that expires or is ended elsewhere leaves unsent messages, which the
    person sends after signing in again. Cookies stay, for the header would drop those of the whole domain.
    """
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
