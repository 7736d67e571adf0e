"""Every setting is explained to administrators, and nothing else is promised to them."""

import re
from dataclasses import fields

import pytest

from tests.house.sources import ROOT
from workflow.settings import PREFIX, Settings

OPERATING = ROOT / "docs" / "operating.md"
NAMES = [PREFIX + field.name.upper() for field in fields(Settings)]
# Read by the tests and the build, not by the service.
OTHERS = {"ONEVOICE_CHROMIUM"}


@pytest.mark.parametrize("setting", NAMES)
def test_a_setting_has_its_row_in_the_operating_manual(setting):
    assert f"| `{setting}` |" in OPERATING.read_text()


@pytest.mark.parametrize("page", ["docs/operating.md", "docker-compose.yml", "Dockerfile"])
def test_a_page_names_only_settings_that_exist(page):
    named = set(re.findall(r"\bONEVOICE_[A-Z_]+[A-Z]\b", (ROOT / page).read_text()))
    plain = {name.removesuffix("_FILE") for name in named}

    assert plain - OTHERS <= set(NAMES)


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_the_manual_tells_the_true_default(field):
    default = getattr(Settings(), field.name)
    shown = str(int(default)) if isinstance(default, bool) else str(default) or "none"
    start = f"| `{PREFIX}{field.name.upper()}` |"
    row = next(line for line in OPERATING.read_text().splitlines() if line.startswith(start))

    assert row.split("|")[2].strip().strip("`") == shown
