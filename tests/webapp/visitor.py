"""Somebody with a browser: opens pages, fills in the forms that stand on them, sends them."""

from dataclasses import dataclass

from bs4 import BeautifulSoup

from workflow.models import Person


@dataclass
class Visitor:
    """A browser without script, with a cookie jar of its own."""

    app: object

    def __post_init__(self):
        self.client = self.app.test_client()
        self.last = None

    def sign_in(self, person: Person, grant=None) -> "Visitor":
        """Come in without a password: with the cookie that signing in gives."""
        worn = grant or next((g for g in person.grants if g.ended_at is None), None)
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = f"{person.id}:{person.session_epoch}:{worn.id if worn else 0}"
            cookie["since"] = 4_000_000_000
        return self

    def get(self, path: str, **given):
        self.last = self.client.get(path, buffered=True, **given)
        return self.last

    def open(self, path: str) -> BeautifulSoup:
        """Open a page, follow redirects, and return it read."""
        self.last = self.client.get(path, follow_redirects=True)
        assert self.last.status_code == 200, (path, self.last.status, self.text)
        return BeautifulSoup(self.last.text, "html.parser")

    def post(self, path: str, form: dict | None = None, **given):
        """Send a form as it is, without the keys of a page."""
        self.last = self.client.post(path, data=form or {}, **given)
        return self.last

    def send(self, page: str, action: str, form: dict | None = None, **given):
        """Open a page, find its form by the address it goes to, fill it in and send it."""
        soup = BeautifulSoup(self.client.get(page).text, "html.parser")
        found = next(
            (f for f in soup.find_all("form") if (f.get("action") or page) == action), None
        )
        assert found is not None, f"{page} has no form that goes to {action}"
        keys = {
            name: field["value"]
            for name in ("csrf_token", "once")
            if (field := found.find("input", attrs={"name": name}))
        }
        return self.post(action, {**hidden(found), **keys, **(form or {})}, **given)

    @property
    def text(self) -> str:
        """What stands on the last page, without tags."""
        return " ".join(BeautifulSoup(self.last.text, "html.parser").get_text(" ").split())


def hidden(form) -> dict:
    return {
        field["name"]: field.get("value", "")
        for field in form.find_all("input", attrs={"type": "hidden"})
    }
