"""Elements of SVG. Attributes have no styles, which the Content Security Policy refuses: classes have them."""

from typing import Any

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe


def element(name: str, *content: Any, **attributes: Any) -> SafeString:
    """Returns an element. `class_` is `class`; an underscore in a name is a hyphen."""
    written = format_html_join(
        "", ' {}="{}"', ((key.rstrip("_").replace("_", "-"), _short(value)) for key, value in attributes.items())
    )
    inner = "".join(conditional_escape(each) for each in content)
    return mark_safe(f"<{name}{written}>{inner}</{name}>")  # noqa: S308 (our own names; the rest is escaped)


def picture(title: str, width: float, height: float, *content: Any) -> SafeString:
    """Returns a whole SVG, which scales with the page. Readers have the table with the same numbers."""
    return element(
        "svg",
        element("title", title),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        role="img",
        class_="chart",
    )


def _short(value: Any) -> Any:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
