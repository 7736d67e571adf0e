"""People who act at the same moment, each in a transaction of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session, sessionmaker

from workflow.errors import Refused

Act = Callable[[Session], object]


class Crowd:
    """So many threads that begin together, again and again."""

    def __init__(self, sessions: sessionmaker[Session], size: int) -> None:
        self.sessions = sessions
        self.size = size
        self._pool = ThreadPoolExecutor(size)

    def at_once(self, acts: Sequence[Act]) -> list[object]:
        """Let all act at once; return what each got, a refusal included."""
        assert len(acts) == self.size
        start = threading.Barrier(self.size)
        return list(self._pool.map(lambda act: self._one(act, start), acts))

    def _one(self, act: Act, start: threading.Barrier) -> object:
        start.wait(30)
        with self.sessions() as session:
            try:
                found = act(session)
                session.commit()
            except Refused as refused:
                session.rollback()
                return refused
            return found

    def go_home(self) -> None:
        self._pool.shutdown()
