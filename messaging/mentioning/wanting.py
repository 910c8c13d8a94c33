"""What a message is to mention, before it is known who exists: as the client says, or by the names in the text."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from django.conf import settings

from chatproject.contract.errors import Invalid, TooLarge
from chatproject.contract.objects.messaging import Mention
from messaging.mentioning.names import Name, may_mention, names_in, utf16_length

#: None if the text has no @ and the client names nothing: then there is nothing to decide.
Wanted = Sequence[Mention] | Sequence[Name] | None


def wanted_mentions(body: str, mentions: Sequence[Mention] | None) -> Wanted:
    """Returns the mentions that the client gives, in the order of the text, or else the first names in the body.

    Raises Invalid or TooLarge.
    """
    if mentions is None:
        return names_in(body)[: settings.LIMITS["mentions"]] if may_mention(body) else None
    if len(mentions) > settings.LIMITS["mentions"]:
        raise TooLarge(f"A message can have at most {settings.LIMITS['mentions']} mentions.")
    given = sorted(mentions, key=lambda each: each.offset)
    units = utf16_length(body)
    for each in given:
        if sum((each.user is not None, each.here, each.all, each.conversation is not None)) != 1:
            _refuse("Each names one of user, here, all and conversation.")
        if each.offset + each.length > units:
            _refuse("Each lies within the body.")
        if not (text_at(body, each) or "").startswith(("#", "＃") if each.conversation else ("@", "＠")):
            _refuse("The text of each begins with @, or # for a conversation.")
    if any(one.offset + one.length > other.offset for one, other in pairwise(given)):
        _refuse("They do not overlap.")
    return given


def text_at(body: str, mention: Mention) -> str | None:
    """Returns the text of a mention; None if it begins or ends within a character."""
    start, end = 2 * mention.offset, 2 * (mention.offset + mention.length)
    try:
        return body.encode("utf-16-le")[start:end].decode("utf-16-le")
    except UnicodeError:
        return None


def _refuse(detail: str) -> NoReturn:
    raise Invalid(f"mentions are not valid. {detail}", fields={"mentions": [detail]})
