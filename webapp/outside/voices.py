"""Pages for people outside: a consultation in their own language, without an account."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import public
from webapp.frame.site import current_session
from workflow.errors import Conflict, Invalid, Refused
from workflow.models import Consultation, Stakeholder
from workflow.queries.outside import voices as queries
from workflow.rules import languages
from workflow.rules.inputs import wish
from workflow.rules.languages import Tongue
from workflow.services.outside import inputs, stakeholders
from workflow.services.outside.inputs import Said
from workflow.translation import RIGHT_TO_LEFT, USUAL, speaking

bp = Blueprint("voices", __name__)

TRAP = "website"
"""A field that people never see; programs fill in whatever they find."""


@bp.get("/c/<token>")
@public
def consultation(token: str) -> ResponseReturnValue:
    """Show a consultation to anybody who has its address."""
    return _page(inputs.find(current_session(), token))


@bp.post("/c/<token>")
@public
def say(token: str) -> ResponseReturnValue:
    """Take in what somebody says; they go on to a page of their own."""
    session = current_session()
    found = inputs.find(session, token)
    try:
        with session.begin_nested():
            own = inputs.from_anybody(
                session, address=token, said=_said(), connection=request.remote_addr or ""
            )
    except (Invalid, Conflict) as error:
        inputs.count(session, connection=request.remote_addr or "")
        return _page(found, wrong=error), error.status
    inputs.count(session, connection=request.remote_addr or "")
    return redirect(url_for("voices.own", token=own, arrived="yes"), 303)


@bp.get("/voices/<token>")
@public
def own(token: str) -> ResponseReturnValue:
    """Show a stakeholder their own page: what they said, and what became of it."""
    who = stakeholders.find_by_link(current_session(), token)
    return _page(who.consultation, who=who, token=token)


@bp.post("/voices/<token>")
@public
def say_more(token: str) -> ResponseReturnValue:
    """Take in what somebody says whom we invited, or who comes back."""
    session, connection = current_session(), request.remote_addr or ""
    who = stakeholders.find_by_link(session, token)
    try:
        with session.begin_nested():
            inputs.from_invited(session, token=token, said=_said(), connection=connection)
    except (Invalid, Conflict) as error:
        inputs.count(session, connection=connection, token=token)
        return _page(who.consultation, who=who, token=token, wrong=error), error.status
    inputs.count(session, connection=connection, token=token)
    return redirect(url_for("voices.own", token=token, arrived="yes"), 303)


def _said() -> Said:
    form: Mapping[str, str] = request.form
    return Said(
        text=form.get("words", ""),
        wish=wish(form.get("identity", ""), publish=form.get("publish") == "yes"),
        block_id=form.get("about", ""),
        name=form.get("name", ""),
        organization=form.get("organization", ""),
        email=form.get("email", ""),
        language=form.get("language", ""),
        once=form.get("once", ""),
        trap=form.get(TRAP, ""),
    )


def _page(
    found: Consultation,
    *,
    who: Stakeholder | None = None,
    token: str = "",
    wrong: Refused | None = None,
) -> str:
    say = _tongue(found, who)
    with speaking(say.code):
        return _said_in(say, found, who=who, token=token, wrong=wrong)


def _said_in(
    say: Tongue, found: Consultation, *, who: Stakeholder | None, token: str, wrong: Refused | None
) -> str:
    return render_template(
        "voices/page.html",
        page=queries.page(current_session(), found, who),
        asked=stakeholders.asked_in(found, say.code),
        say=say,
        names=languages.NAMES,
        who=who,
        token=token,
        given=request.form,
        about=request.form.get("about") or request.args.get("about", ""),
        arrived="arrived" in request.args,
        wrong=_in_words(say, wrong) if wrong else "",
        trap=TRAP,
        right_to_left=RIGHT_TO_LEFT,
    )


def _tongue(found: Consultation, who: Stakeholder | None) -> Tongue:
    """Choose the language: asked for, kept for somebody known, or what the browser prefers."""
    chosen = request.values.get("language", "")
    if chosen in languages.NAMES:
        return languages.tongue(chosen)
    if who:
        return languages.tongue(who.language)
    spoken = [USUAL, *found.asked, *languages.NAMES]
    return languages.tongue(request.accept_languages.best_match(spoken) or USUAL)


def _in_words(say: Tongue, error: Refused) -> str:
    key = f"wrong_{error.word}"
    return say(key, **error.fields) if say.knows(key) else say("wrong")
