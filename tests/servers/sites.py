"""What all sites of a process have in common, so that making one for each test costs little.

Half of the time of a small test would go into compiling the same templates and the same routes.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from webapp.frame.site import Site


class Templates(BytecodeCache):
    """Jinja compares the source before it takes what is kept, so nothing here grows stale."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


class Route(Rule):
    """Werkzeug compiles a function for each route that writes its address: here once for all.

    What is kept is known by all it is made from. Without this method, as in a later Werkzeug, a
    site only takes longer to make.
    """

    kept: ClassVar[dict[tuple[object, ...], Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, *self._trace, append_unknown)
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        made: Callable[..., tuple[str, str]] = self.kept[key]
        return made


def share() -> None:
    """Let all sites that this process makes from now on share what is compiled."""
    Site.jinja_options = {**Site.jinja_options, "bytecode_cache": Templates()}
    Site.url_rule_class = Route
