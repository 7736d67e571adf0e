"""What templates may call: filters and small functions that say how things look."""

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import uuid4

from babel.lists import format_list
from flask import Flask, g
from markupsafe import Markup, escape

from webapp.frame import assets, auth, site, times
from workflow import translation
from workflow.db import now
from workflow.queries.answering.excerpts import Places
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import Action
from workflow.services.mailing import letters
from workflow.services.mailing.mail import TO_GUESTS
from workflow.translation import _, c_, n_

HUES = 8

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")
_LETS_IN = re.compile(r"\S+/(sign-in/link|voices|packages)/\S+")


def new_key() -> str:
    """Make the key by which a form is known when it is sent twice."""
    return uuid4().hex


def hue(acronym: str) -> int:
    """Pick the colour of an agency's tag; the acronym always stands beside it."""
    return zlib.crc32(acronym.encode()) % HUES


def listed(words: Iterable[str]) -> str:
    """Write "IOM, ILO and WHO"."""
    if translation.language() != translation.USUAL:
        return format_list(list(words), locale=translation.language())
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def grouped(fingerprint: str) -> list[str]:
    """Cut a fingerprint into groups of eight, for eyes."""
    return [fingerprint[i : i + 8] for i in range(0, len(fingerprint), 8)]


def place_name(block_id: str, places: Places) -> str:
    """Say what people call a block, with a capital letter, for lists to choose from."""
    name = places.name(block_id)
    return name[0].upper() + name[1:]


def unwrapped(text: str) -> list[str]:
    """Return the lines of a mail as they were before they were wrapped; screens wrap their own."""
    lines: list[str] = []
    last = ""
    for line in text.splitlines():
        goes_on = line.removeprefix(letters.QUOTE).strip()
        word = goes_on.split(" ", 1)[0]
        no_room = len(last) + 1 + len(word) > letters.WIDTH
        if last and word and no_room and not line.startswith(letters.ITEM):
            lines[-1] += f" {goes_on}"
        else:
            lines.append(line)
        last = line
    return lines


def linked(line: str) -> Markup:
    """Make the addresses in a line of a mail links, each to this service or as it stands."""
    return Markup("").join(_pieces_with_links(line))


def _pieces_with_links(line: str) -> Iterator[Markup]:
    at = 0
    for found in _ADDRESS.finditer(line):
        yield escape(line[at : found.start()])
        base = site.site().settings.base_url.rstrip("/")
        here = found.group().removeprefix(base) if found.group().startswith(base) else found.group()
        yield Markup('<a href="{}">{}</a>').format(here or "/", found.group())
        at = found.end()
    yield escape(line[at:])


def unlinked(line: str) -> str:
    """Hide the addresses in a line of a mail that would let their reader in as somebody else."""
    return _LETS_IN.sub(_("[the personal link]"), line)


def show_moment(at: datetime, zone: str | None = None) -> times.Shown:
    """Prepare a moment for the macro `moment`, in the reader's zone and the official one."""
    viewer = auth.find_viewer()
    own = viewer.zone if viewer else zone or "UTC"
    return times.show(at, zone=zone or own, own_zone=own, now=_now())


def _now() -> datetime:
    if "shown_at" not in g:
        g.shown_at = now(site.current_session())
    moment: datetime = g.shown_at
    return moment


def _of_number(one: str, many: str, number: int) -> str:
    """Leave the gaps to `{% trans %}`, which fills them in and escapes what is no markup."""
    return translation.voice(translation.language()).ngettext(one, many, number)


def install(app: Flask) -> None:
    """Give the templates their words; macros see them too."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        listed=listed,
        hue=hue,
        grouped=grouped,
        zip=zip,
        said=_,
        linked=linked,
        unlinked=unlinked,
        unwrapped=unwrapped,
        place_name=place_name,
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_, ngettext=_of_number, pgettext=c_, newstyle=True
    )
    app.jinja_env.globals.update(
        _=_,
        n_=n_,
        c_=c_,
        language=translation.language,
        direction=translation.direction,
        languages=translation.NAMES,
        sentences=assets.sentences_address,
        new_key=new_key,
        viewer=auth.find_viewer,
        may=auth.may,
        Action=Action,
        Disposition=Disposition,
        asset=assets.address,
        show_moment=show_moment,
        zone_name=times.place,
        city_name=times.city,
        mail_not_needed=NOT_NEEDED,
        mails_to_guests=TO_GUESTS,
        settings=lambda: site.site().settings,
    )
