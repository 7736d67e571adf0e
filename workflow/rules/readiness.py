"""What stands in the way of silence and of the lock: one list for rules, pages and mails."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workflow.translation import _, n_


@dataclass(frozen=True, slots=True)
class Readiness:
    """The facts that decide whether a text may go under silence or be locked."""

    brackets: Sequence[str] = ()
    notes: Sequence[str] = ()
    """Notes to oneself and marks that an editing program left."""
    round_running: bool = False
    under_silence: bool = False
    broken_references: Sequence[str] = ()
    silence_missing: bool = False
    unconfirmed: Sequence[str] = ()
    """Agencies for which something was written down that they have not confirmed."""
    undecided: int = 0
    """Passages of the round without a decision."""
    late: Sequence[str] = ()
    """Agencies whose late answer nobody has taken up or carried."""
    replies: Sequence[str] = ()
    """Agencies that replied by mail and have not confirmed how it was understood."""
    files: Sequence[str] = ()
    """Agencies that sent a file and have not looked through it and sent the answer."""

    @property
    def against_silence(self) -> tuple[str, ...]:
        """What has to be done before the text can go under silence."""
        return tuple(self._unsettled())

    @property
    def against_lock(self) -> tuple[str, ...]:
        """What has to be done before the text can be locked."""
        found = [*self._unsettled(), *self._unconfirmed()]
        if self.under_silence:
            found.append(_("silence is still running"))
        elif self.silence_missing:
            found.append(_("this pledge asks for agreement by silence first"))
        return tuple(found)

    def _unconfirmed(self) -> Iterable[str]:
        if self.broken_references:
            shown = ", ".join(self.broken_references[:3])
            yield _("references lead nowhere ({words})", words=shown)
        if self.undecided:
            yield n_(
                "{number} passage waits for a decision",
                "{number} passages wait for a decision",
                self.undecided,
            )
        if self.late:
            who = ", ".join(self.late)
            yield _("late answers wait to be taken up or carried ({agencies})", agencies=who)
        if self.replies:
            who = ", ".join(self.replies)
            yield _("replies by mail wait to be confirmed ({agencies})", agencies=who)
        if self.files:
            who = ", ".join(self.files)
            yield _("files that came back wait to be confirmed ({agencies})", agencies=who)
        if self.unconfirmed:
            who = ", ".join(self.unconfirmed)
            yield _("what was written down for {agencies} is not confirmed", agencies=who)

    def _unsettled(self) -> Iterable[str]:
        if self.round_running:
            yield _("a round is running, and its passages are not all decided and published")
        if self.brackets:
            shown = ", ".join(self.brackets[:3])
            yield _("brackets remain in the text ({shown})", shown=shown)
        if self.notes:
            yield _(
                "notes or marks of editing remain in the text ({words})",
                words=", ".join(self.notes[:3]),
            )
