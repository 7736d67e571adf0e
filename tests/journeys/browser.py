"""A browser without script: follows links, fills in the forms of the page, presses its buttons."""

from dataclasses import dataclass, field
from typing import Self

import httpx
from bs4 import BeautifulSoup, Tag


class Browser:
    """Somebody at a screen, with a cookie jar of their own."""

    def __init__(self, base: str) -> None:
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=60)

    def open(self, address: str, *, status: int = 200) -> "Page":
        return Page(self, self.http.get(address), status)

    def sign_in(self, email: str, password: str) -> Self:
        form = self.open("/sign-in").form("/sign-in")
        page = form.fill(email=email, password=password).press("Sign in")
        assert "/sign-in" not in page.address, page.text
        return self

    def follow_sign_in_link(self, link: str) -> "Page":
        """Open the link of a mail and press its button; looking alone changes nothing."""
        return self.open(link).form("/sign-in/link/").press()

    def close(self) -> None:
        self.http.close()


class Page:
    """What came back, read."""

    def __init__(self, browser: Browser, answer: httpx.Response, status: int = 200) -> None:
        self.browser, self.answer = browser, answer
        self.address = answer.url.path
        self.soup = BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code == status, (str(answer.url), answer.status_code, self.text[:1500])

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def last_number(self) -> int:
        """The number in the address: /rounds/12 is 12."""
        return next(int(part) for part in reversed(self.address.split("/")) if part.isdecimal())

    def form(self, action: str) -> "Form":
        """Return the form whose address ends with this, or holds it."""
        forms = self.soup.find_all("form")
        found = [f for f in forms if _action(self, f).endswith(action)]
        found = found or [f for f in forms if action in _action(self, f)]
        assert found, f"{self.address} has no form to {action}: {[f.get('action') for f in forms]}"
        return Form(self, found[0])

    def form_holding(self, name: str, value: str) -> "Form":
        """Return the form in which a field has this value."""
        for one in self.soup.find_all("form"):
            form = Form(self, one)
            if (name, value) in form.fields:
                return form
        raise AssertionError(f"{self.address} has no form with {name}={value}")


@dataclass
class Form:
    """A form as a browser sees it: its fields in order, its buttons."""

    page: Page
    tag: Tag
    fields: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.tag.find_all(["input", "textarea", "select"]):
            name = one.get("name")
            if name and not one.has_attr("disabled"):
                self.fields.extend((name, value) for value in _values(one))

    @property
    def address(self) -> str:
        """Where it goes."""
        return _action(self.page, self.tag)

    def fill(self, more: dict[str, str] | None = None, **values: str) -> Self:
        """Type into fields that are there."""
        for name, value in (values | (more or {})).items():
            names = {one.get("name") for one in self.tag.find_all(["input", "textarea", "select"])}
            assert name in names, f"no field {name}: {sorted(n for n in names if n)}"
            self.fields = [pair for pair in self.fields if pair[0] != name] + [(name, value)]
        return self

    def tick(self, name: str, values: list[str]) -> Self:
        """Tick exactly these boxes."""
        offered = {box.get("value") for box in self.tag.find_all("input", attrs={"name": name})}
        assert set(values) <= offered, (values, offered)
        self.fields = [pair for pair in self.fields if pair[0] != name]
        self.fields += [(name, value) for value in values]
        return self

    def press(self, button: str = "", *, status: int = 200) -> Page:
        """Press a button, found by its value or by its words."""
        fields = list(self.fields)
        chosen = self._button(button)
        if chosen.get("name"):
            fields.append((chosen["name"], chosen.get("value", "")))
        typed = {}
        for name, value in fields:
            typed.setdefault(name, []).append("\r\n".join(value.splitlines()))
        http = self.page.browser.http
        return Page(self.page.browser, http.post(_action(self.page, self.tag), data=typed), status)

    def _button(self, wanted: str) -> Tag:
        buttons = self.tag.find_all("button")
        for one in buttons:
            if wanted in {one.get("value"), ""} or one.get_text(strip=True).startswith(wanted):
                return one
        said = [(one.get("value"), one.get_text(strip=True)) for one in buttons]
        raise AssertionError(f"no button {wanted!r}: {said}")


def _action(page: Page, form: Tag) -> str:
    return form.get("action") or page.address


def _values(one: Tag) -> list[str]:
    if one.name == "textarea":
        return [one.get_text().removeprefix("\n")]
    if one.name == "select":
        options = one.find_all("option")
        chosen = next((o for o in options if o.has_attr("selected")), options[0])
        return [chosen.get("value", chosen.get_text())]
    if one.get("type") in {"checkbox", "radio"} and not one.has_attr("checked"):
        return []
    if one.get("type") in {"submit", "button", "image", "reset", "file"}:
        return []
    return [one.get("value", "on" if one.get("type") == "checkbox" else "")]
