"""A builder on the session of the test."""

import pytest

from tests.build import Build


@pytest.fixture
def build(session):
    return Build(session)
