"""REST as OpenAPI 3.1, from the routes and the declarations of their views."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator


class SessionOrBearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The two ways to authenticate."""

    target_class = "accounts.authentication.SessionOrBearer"
    name = ["access_token", "session"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "For apps: `auth/token`."},
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "For pages of this server, with `X-CSRFToken` on every write.",
            },
        ]


@cache
def openapi() -> dict[str, Any]:
    """Returns the whole document. It depends on the code alone, so it is made once."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document
