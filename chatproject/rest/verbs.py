"""The REST calls of the verbs, as they are declared."""

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.contract.commands.socket import CommandInput
from chatproject.contract.schema import documented
from chatproject.contract.verbs import VERBS, Rest, Verb
from chatproject.rate_limits import limiter
from chatproject.rest.views import Api, answer


def run(request: Request, command: CommandInput) -> Any:
    """Runs a command, within the same rate limits as on the socket."""
    verb = VERBS[type(command)]
    ensure_within_rate(request, verb)
    return verb.run(request.user, command)


def ensure_within_rate(request: Request, verb: Verb) -> None:
    limiter.check(str(request.user.pk), verb.name, verb.rate)


def routes(views: Mapping[str, type[Api]]) -> list[URLPattern]:
    """Returns the routes of these views and of all verbs; a view gets the methods of the verbs at its path."""
    methods: dict[str, dict[str, Any]] = {route: {} for route in views}
    for verb in VERBS.values():
        if verb.rest:
            methods.setdefault(verb.rest.path, {})[verb.rest.method.lower()] = _call(verb, verb.rest)
    found = []
    for route, calls in methods.items():
        base = views.get(route, Api)
        view: type[Api] = type(base.__name__, (base,), calls)
        found.append(path(route, view.as_view()))
    return found


def _call(verb: Verb, rest: Rest) -> Any:
    has_body = any(name != "id" and f":{name}>" not in rest.path for name in verb.command.__struct_fields__)
    render = rest.render or verb.make_reply

    @documented(rest.summary, request=verb.command if has_body else None, response=rest.response or verb.reply)
    def call(view: Api, request: Request, **fields: Any) -> Response:
        return answer(render(run(request, view.read(verb.command, **fields))))

    call.__doc__ = rest.description
    return call
