"""The built style sheets and scripts: found by the manifest that the build writes.

Their names change with their content, so browsers may keep them for ever.
"""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory, url_for

from webapp.frame import site
from webapp.frame.auth import public
from workflow import translation
from workflow.errors import NotFound
from workflow.translation import _

BUILT = Path(__file__).parents[1] / "static" / "built"
NOT_BUILT = """The style sheets and scripts were not built yet.

Run `python3 dev.py setup` (or `python3 hatch_build.py`) once; the next start finds them."""

bp = Blueprint("assets", __name__)


class AssetsMissing(RuntimeError):  # noqa: N818  named after what happened
    """Tell whoever starts the service how to build the front end."""


def read_manifest(folder: Path = BUILT) -> Mapping[str, str]:
    """Return which built file stands for which source; raise AssetsMissing."""
    try:
        names: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssetsMissing(NOT_BUILT) from error
    return names


def address(name: str) -> str:
    """Return where a page finds an asset by the name of its source."""
    names = site.site().manifest
    with suppress(AssetsMissing):
        names = read_manifest()  # built again since the start
    if name not in names:
        raise AssetsMissing(NOT_BUILT)
    return url_for("assets.built", name=names[name])


def sentences_address() -> str:
    """Return where the scripts find their sentences in the language that is spoken now."""
    code = translation.language()
    return url_for("assets.sentences", name=f"{code}-{_sentences(code)[1]}.js")


@bp.get("/static/sentences/<path:name>")
@public
def sentences(name: str) -> Response:
    """Hand out the sentences of the scripts in a language; the address changes with them."""
    code = name.partition("-")[0]
    if code not in translation.NAMES or code == translation.USUAL:
        raise NotFound(what=_("page"))
    response = Response(_sentences(code)[0], mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def _sentences(code: str) -> tuple[str, str]:
    """Return a module with the sentences, and the beginning of its hash."""
    catalogue = translation.catalogue(code)
    words = {
        one.id[0] if isinstance(one.id, tuple) else one.id: one.string
        for one in catalogue
        if any(place.startswith("frontend/") for place, _line in one.locations)
    }
    module = (
        f"globalThis.spoken = {{ form: (n) => Number({catalogue.plural_expr}), "
        f"words: {json.dumps(words, ensure_ascii=False)} }};\n"
    )
    return module, hashlib.sha256(module.encode()).hexdigest()[:8]


@bp.get("/static/built/<path:name>")
@public
def built(name: str) -> Response:
    """Hand out a built file, packed for a browser that takes it so."""
    packed = f"{name}.gz"
    takes = bool(request.accept_encodings["gzip"]) and (BUILT / packed).is_file()
    kind = mimetypes.guess_type(name)[0]
    response = send_from_directory(
        BUILT, packed if takes else name, mimetype=kind, max_age=31_536_000, conditional=True
    )
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    return response


@bp.get("/icon.svg")
@public
def icon() -> Response:
    """Hand out the sign in the tab of the browser."""
    return send_from_directory(BUILT.parent, "icon.svg", max_age=86_400)
