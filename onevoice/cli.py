"""`onevoice`: each command lives in a module of its own, loaded when it is called.

So `onevoice merge` starts without the web, and a mistake in one command stops no other. What is
refused is told in one sentence and ends with 2, as bad input does.
"""

import importlib
import logging
import sys
from collections.abc import Mapping

import click

from workflow.errors import Refused

COMMANDS: Mapping[str, str] = {
    "serve": "onevoice.serving:serve_command",
    "demo": "onevoice.demonstration:demo_command",
    "migrate": "onevoice.upkeep:migrate_command",
    "doctor": "onevoice.doctor:doctor_command",
    "backup": "onevoice.upkeep:backup_command",
    "restore": "onevoice.upkeep:restore_command",
    "verify": "onevoice.verify:verify_command",
    "keys": "onevoice.keys:keys_command",
    "receive": "onevoice.receiving:receive_command",
    "simulate": "onevoice.simulating:simulate_command",
    "merge": "onevoice.merging:merge_command",
    "word": "onevoice.word:word_command",
    "check": "onevoice.checking:check_command",
}


class Commands(click.Group):
    """A group that finds its commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  the interface of click
        """Name them in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onevoice")
def onevoice() -> None:
    """Draft one text with many agencies, and prove who stands behind it."""


def main() -> None:
    """Run a command; what it refuses is a sentence, not a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        onevoice()
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
