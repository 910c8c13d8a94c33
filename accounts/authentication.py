"""Who is calling: the browser's session, or a bearer token."""

from rest_framework.authentication import SessionAuthentication


class SessionOrBearer(SessionAuthentication):
    """The session cookie with CSRF."""
