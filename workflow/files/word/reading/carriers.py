"""All in a Word file that may tell which text it once was, as it is written there."""

from collections.abc import Callable, Iterable, Iterator

from workflow.files.word.document import Carriers
from workflow.files.word.reading.archive import Archive
from workflow.files.word.reading.names import W14, W15, Element, W, val
from workflow.files.word.reading.styles import child, switched_on
from workflow.files.word.reading.trees import Link

LONGEST = 20_000
"""Characters of one part of custom XML, and of one property; a token is shorter."""

Parts = Callable[[str], Element | None]


def read_carriers(
    archive: Archive, whole: Iterable[Link], settings: Element | None, part: Parts, tags: list[str]
) -> Carriers:
    """Read what the properties, the settings and custom XML hold; `part` parses one part."""
    by_kind = {link.kind: link.target for link in whole if not link.outside}
    core = part(by_kind.get("core-properties", "docProps/core.xml"))
    application = part(by_kind.get("extended-properties", "docProps/app.xml"))
    custom = part(by_kind.get("custom-properties", "docProps/custom.xml"))
    protection = child(settings, "documentProtection")
    return Carriers(
        doc_ids=tuple(_doc_ids(settings)),
        properties=tuple((one.get("name", "")[:LONGEST], _text(one)) for one in _each(custom)),
        core=tuple((_name(one), _text(one)) for one in _each(core)),
        application=next((_text(o) for o in _each(application) if _name(o) == "Application"), ""),
        variables=tuple(_variables(settings)),
        custom_xml=tuple(_custom_xml(archive)),
        tags=tuple(dict.fromkeys(tags)),
        tracking=switched_on(child(settings, "trackRevisions")),
        protected="" if protection is None else protection.get(f"{W}edit", ""),
    )


def _each(root: Element | None) -> Iterable[Element]:
    return () if root is None else root


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    return "".join(str(text) for text in element.itertext())[:LONGEST]


def _doc_ids(settings: Element | None) -> Iterator[str]:
    for one in _each(settings):
        if one.tag in (f"{W14}docId", f"{W15}docId"):
            space = W14 if str(one.tag).startswith(W14) else W15
            if found := one.get(val) or one.get(f"{space}val"):
                yield found[:LONGEST]


def _variables(settings: Element | None) -> Iterator[tuple[str, str]]:
    for one in _each(child(settings, "docVars")):
        yield one.get(f"{W}name", "")[:LONGEST], one.get(val, "")[:LONGEST]


def _custom_xml(archive: Archive) -> Iterator[str]:
    """Yield parts of custom XML as text; they are never parsed."""
    for name in archive.names:
        folder, _, rest = name.replace("\\", "/").lstrip("/").rpartition("/")
        if folder.lower() == "customxml" and "props" not in rest.lower() and rest.endswith(".xml"):
            yield archive.read(name)[:LONGEST].decode(errors="replace")
