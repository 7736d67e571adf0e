"""Make the app: settings in, a site with all its routes out."""

import jinja2
from sqlalchemy.orm import Session, sessionmaker

from webapp.answering import answering, clearance, reading, replies, returned, sending, sponsoring
from webapp.deciding import deciding, publishing
from webapp.desk import desk
from webapp.frame import assets, auth, doorbell, errors, health, html, once, security, site
from webapp.frame.site import Site
from webapp.joining import (
    corrections,
    joining,
    locking,
    on_behalf,
    register,
    silence,
    specific_pledges,
)
from webapp.mailing import letters, outbox
from webapp.outside import action_points, consultations, meetings, transmittals, voices
from webapp.people import delegates, demo, erasing, feeds, firstrun, people, signin, stations
from webapp.pledging import (
    alignment,
    checks,
    documents,
    guides,
    language,
    pledges,
    references,
    roadmaps,
    versions,
    ways,
)
from webapp.proving import keys, proof, record
from webapp.rounds import extensions, intake, resting, rounds, watching
from workflow import db
from workflow.db import Ring
from workflow.errors import BadSetting
from workflow.services.proving import keys as signing
from workflow.settings import Settings
from workflow.translation import _

BLUEPRINTS = (
    action_points.bp,
    alignment.bp,
    answering.bp,
    assets.bp,
    checks.bp,
    clearance.bp,
    consultations.bp,
    corrections.bp,
    deciding.bp,
    delegates.bp,
    demo.bp,
    desk.bp,
    documents.bp,
    erasing.bp,
    extensions.bp,
    feeds.bp,
    firstrun.bp,
    guides.bp,
    health.bp,
    intake.bp,
    joining.bp,
    keys.bp,
    letters.bp,
    language.bp,
    locking.bp,
    meetings.bp,
    on_behalf.bp,
    outbox.bp,
    people.bp,
    pledges.bp,
    proof.bp,
    publishing.bp,
    reading.bp,
    record.bp,
    replies.bp,
    register.bp,
    resting.bp,
    returned.bp,
    roadmaps.bp,
    references.bp,
    rounds.bp,
    sending.bp,
    signin.bp,
    silence.bp,
    specific_pledges.bp,
    sponsoring.bp,
    transmittals.bp,
    stations.bp,
    versions.bp,
    voices.bp,
    watching.bp,
    ways.bp,
)


def create_app(
    settings: Settings,
    *,
    sessions: sessionmaker[Session] | None = None,
    ring: Ring | None = None,
) -> Site:
    """Make a site. Tests and the embedded service bring their own sessions and bell."""
    if len(settings.secret_key) < 16:
        raise BadSetting(name="ONEVOICE_SECRET_KEY", reason=_("give at least 16 characters"))
    app = Site("webapp", static_folder=None)
    app.manifest = assets.read_manifest()
    app.settings = settings
    app.answer = once.answer
    app.sessions = sessions or db.sessions(
        db.connect(settings.database_url),
        ring=ring or doorbell.ring_with(settings.broker_url),
    )
    signing.read(settings.signing_key)
    app.sessions.configure(info={**app.sessions.kw.get("info", {}), **settings.told_to_services})
    app.jinja_env.undefined = jinja2.StrictUndefined
    security.configure(app, settings)
    auth.install(app)
    html.install(app)
    errors.install(app)
    app.teardown_request(site.close_session)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    auth.refuse_undeclared(app)
    return app
