"""Take the pictures of mails: `.venv/bin/python -m tools.mail_pictures`.

One reminder as mail programs show it: light, dark, in Arabic, and as plain text.
"""

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.servers.chromium import chromium
from workflow.services.mailing import letters
from workflow.services.mailing.letters import Letter, Zones
from workflow.translation import speaking

TARGET = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZE = {"width": 680, "height": 480}
LINK = "https://onevoice.example/rounds/12/answer"


def main() -> None:
    """Render the letters and photograph them."""
    TARGET.mkdir(exist_ok=True)
    english = rendered()
    with speaking("ar"):
        arabic = rendered()
    look = "font:14px/1.4 monospace;padding:16px;unicode-bidi:plaintext"
    plain = f"<pre style='{look}'>{escape(english.text)}</pre>"
    with chromium() as browser:
        for name, html, scheme in (
            ("mail-light", english.html, "light"),
            ("mail-dark", english.html, "dark"),
            ("mail-right-to-left", arabic.html, "light"),
            ("mail-plain-text", plain, "light"),
        ):
            page = browser.new_page(viewport=SIZE, color_scheme=scheme)
            page.set_content(html)
            page.screenshot(path=TARGET / f"{name}.png", full_page=True)
            page.close()


def rendered() -> Letter:
    """Render one reminder to somebody in Amman."""
    at = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    version = SimpleNamespace(label="Rev.1")
    fields: dict[str, Any] = {
        "person": SimpleNamespace(name="Lena Haddad"),
        "agency": SimpleNamespace(acronym="ILO", name="International Labour Organization"),
        "pledge": SimpleNamespace(title="A common pledge"),
        "round": SimpleNamespace(number=2, version=version),
        "deadline": at,
    }
    zones = Zones(own="Asia/Amman", official="America/New_York")
    return letters.render("nudge-t1", link=LINK, zones=zones, fields=fields)


if __name__ == "__main__":
    main()
