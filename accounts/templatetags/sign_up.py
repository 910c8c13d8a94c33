"""The line that explains to new people how to get an account."""

from django import template

from accounts.models import SignUpPolicy

register = template.Library()


@register.inclusion_tag("shared/_sign_up.html")
def sign_up(url: str) -> dict[str, str]:
    """`url` is the address of the sign-up form, including its `next` parameter."""
    return {"mode": SignUpPolicy.current().mode, "url": url}
