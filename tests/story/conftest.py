"""The story, told to its end once for all tests that only look at it."""

import pytest

from tests.story.telling import Telling


@pytest.fixture
def tell(sessions):
    def telling(**how) -> Telling:
        return Telling.of(sessions, **how)

    return telling


@pytest.fixture(scope="module")
def whole(_sqlite_template, tmp_path_factory):
    from workflow import db

    path = tmp_path_factory.mktemp("story") / "story.db"
    path.write_bytes(_sqlite_template.read_bytes())
    engine = db.connect(f"sqlite:///{path}")
    yield Telling.of(db.sessions(engine), until="locked")
    engine.dispose()
