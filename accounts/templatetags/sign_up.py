"""How somebody new comes in, wherever a page would offer them an account."""

from django import template

from accounts.models import SignUpPolicy

register = template.Library()


@register.inclusion_tag("shared/_sign_up.html")
def sign_up(url: str) -> dict[str, str]:
    """`url` is where the form is, with where it leads."""
    return {"mode": SignUpPolicy.current().mode, "url": url}
