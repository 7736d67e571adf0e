"""Every route with every actor and every thing, and what should come of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.permissions.world import Thing, World
from webapp.frame.auth import Open, Rule
from workflow.rules.permissions import OFFICE, Actor, Role, allowed

OPEN_ENDED = frozenset({"token", "name"})
"""Parts of an address that name a secret or a file and no row."""


@dataclass(frozen=True)
class Route:
    """A way of asking the site: a method, an address with gaps, and what it declares."""

    method: str
    address: str
    endpoint: str
    gaps: frozenset[str]
    rule: Rule | None

    def at(self, thing: Thing | None) -> str:
        filled = dict.fromkeys(OPEN_ENDED, "nothing") | (thing.numbers if thing else {})
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: str(filled[gap[1]]), self.address)


def routes(app) -> list[Route]:
    """Return all routes of the site, each method by itself."""
    found = [
        Route(
            method,
            rule.rule,
            rule.endpoint,
            frozenset(rule.arguments),
            getattr(app.view_functions[rule.endpoint], "rule", None),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda route: (route.address, route.method))


def things_for(world: World, route: Route) -> list[Thing | None]:
    """Return what the gaps of a route can name; fail for a gap that nobody knows."""
    gaps = route.gaps - OPEN_ENDED
    if not gaps:
        return [None]
    assert gaps in world.things, (
        f"{route.method} {route.address} names {set(gaps)}; tell tests/permissions/world.py what "
        "that is, so that foreign ones are tried too"
    )
    return list(world.things[gaps])


def expected(rule: Rule | None, actor: Actor | None, acronym: str | None, thing: Thing | None):
    """Say what should come: "open", "sign in", "refused" or "not there"."""
    if rule is Open.PUBLIC:
        return "open"
    if actor is None:
        return "sign in"
    if rule is Open.SIGNED_IN:
        return "open"
    if not allowed(actor, rule):
        return "refused"
    if thing is None or _finds(actor, acronym, thing):
        return "open"
    return "not there"


def fits(wanted: str, method: str, status: int) -> bool:
    """Tell whether an answer is what should come.

    Behind an open door a form may still be refused for what is in it (409, 422).
    """
    return (
        status
        in {
            "open": {200, 303, 409, 422},
            "sign in": {303} if method == "GET" else {403},
            "refused": {403},
            "not there": {404},
        }[wanted]
    )


def _finds(actor: Actor, acronym: str | None, thing: Thing) -> bool:
    if actor.role in OFFICE or actor.role == Role.ADMINISTRATOR:
        return True
    if actor.role == Role.OBSERVER:
        return actor.pledge_id in {None, thing.pledge_id}
    if thing.owner is not None:
        return acronym == thing.owner
    return acronym in thing.members


def sample(found: list[Thing | None], world: World) -> Iterator[Thing | None]:
    """Yield one thing of each side, the last; for forms, which change things, that is enough."""
    last: dict[object, Thing | None] = {}
    for thing in found:
        last[thing and (thing.members, thing.owner)] = thing
    yield from last.values()
