"""A `WordDocument` as JSON and back: what comes out of the process that reads a file.

Every dataclass is a list of its fields, in their order. The reader of a hostile file may have been
taken over by it, so that nothing is believed here: whatever does not fit the types is refused. For
the same reason it is JSON and not pickle.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from workflow.files.word.document import WordDocument

Build = Callable[[Any], Any]


def packed(document: WordDocument) -> bytes:
    """Write a document as JSON."""
    return json.dumps(_plain(document), separators=(",", ":")).encode()


def unpacked(data: bytes) -> WordDocument:
    """Read what `packed` wrote; raises ValueError or TypeError for anything else."""
    document: WordDocument = _builder(WordDocument)(json.loads(data))
    return document


def _plain(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    names = _names(type(value))  # type: ignore[arg-type]  # a class has a hash
    return value if names is None else [_plain(getattr(value, name)) for name in names]


@cache
def _names(kind: Any) -> tuple[str, ...] | None:  # noqa: ANN401
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


@cache
def _builder(kind: Any) -> Build:  # noqa: ANN401  any type that a document is made of
    """Return what makes a value of a type from its plain form."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if is_dataclass(kind):
        return _of_fields(kind)
    if isinstance(kind, UnionType):
        return _or_none(_builder(next(one for one in get_args(kind) if one is not NoneType)))
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind))
    return _exactly(kind)


def _of_fields(kind: Any) -> Build:  # noqa: ANN401
    hints = get_type_hints(kind)
    builders = [_builder(hints[name]) for name in _names(kind) or ()]

    def build(value: Any) -> Any:  # noqa: ANN401
        return kind(*[one(part) for one, part in zip(builders, _list(value), strict=True)])

    return build


def _tuple(kinds: tuple[Any, ...]) -> Build:
    if kinds[-1] is Ellipsis:
        each = _builder(kinds[0])
        return lambda value: tuple([each(one) for one in _list(value)])
    several = [_builder(kind) for kind in kinds]
    return lambda value: tuple([each(one) for each, one in zip(several, _list(value), strict=True)])


def _or_none(build: Build) -> Build:
    return lambda value: None if value is None else build(value)


def _exactly(kind: type) -> Build:
    def build(value: Any) -> Any:  # noqa: ANN401
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} expected")
        return value

    return build


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value
