"""What people of the story do on the pages; each act is a few pages and presses."""

from tests.files.word import somebody
from tests.journeys.browser import Browser, Page
from workflow.story.load import Told, made
from workflow.story.rulings import Verdict
from workflow.text import changes


def write_answer(browser: Browser, round_id: int, base, told: list[Told]) -> Page:
    """Write all changes into the text as a person would, and come to the page of changes."""
    revised = made(base, told)
    texts = {block.id: block.text for block in base}
    page = browser.open(f"/rounds/{round_id}/answer")
    edits = {f"text-{b.id}": b.text for b in revised if texts.get(b.id, b.text) != b.text}
    page = page.form("/answer").fill(edits).press("save")
    for hunk in (h for one in told for h in one.hunks):
        if hunk.kind is changes.ChangeKind.REMOVED_BLOCK:
            page = page.form("/answer").press(f"remove:{hunk.block}")
        elif hunk.kind is changes.ChangeKind.MOVE:
            page = page.form("/answer").press(f"lift:{hunk.block}")
            page = page.form("/answer").press(f"drop:{hunk.block}:{hunk.after}")
        elif hunk.kind is changes.ChangeKind.NEW_BLOCK:
            page = page.form("/answer").press(f"add:{hunk.after}")
            fresh = next(n for n, _ in page.form("/answer").fields if n.startswith("text-new-"))
            words = {fresh: hunk.new, fresh.replace("text-", "kind-"): "numbered"}
            page = page.form("/answer").fill(words).press("save")
    return page.form("/answer").press("review")


def answer_by_file(
    browser: Browser, round_id: int, base, told: list[Told], *, unmarked: str
) -> Page:
    """Take the Word file along, change it, send it back, say yes to what was not marked."""
    data = browser.http.get(f"/rounds/{round_id}/file.docx").content
    texts = {block.id: block.text for block in base}
    for one in told:
        for hunk in one.hunks:
            text = texts[hunk.block]
            before, after = text[: hunk.start][-20:], text[hunk.end :][:20]
            words = before + hunk.old + after, before + hunk.new + after
            if one.name == unmarked:
                data = somebody.typed(data, *words)
            else:
                data = somebody.tracked(data, *words, why=one.note.reason)
    form = browser.open(f"/rounds/{round_id}/file").form("/file")
    files = {"file": ("Our answer.docx", data)}
    page = Page(browser, browser.http.post(form.address, data=dict(form.fields), files=files))
    assert f"We found {len(told)} changes" in page.text
    assert "1 change was not marked in the file." in page.text
    assert all(one.note.reason in page.text for one in told if one.name != unmarked)
    form = page.form(page.address)
    assert "wait for your yes or no" in form.press("Take into our draft", status=422).text
    (asked,) = {box["name"] for box in page.soup.select("input[type=radio][name^=is-]")}
    return form.fill({asked: "ours"}).press("Take into our draft")


def give_reasons(page: Page, base, told: list[Told], *, flag: str = "", words: str = ""):
    """Fill in why, how much it matters and what belongs together; return the form."""
    form = page.form("/changes")
    for one in told:
        for change in changes.split(base, made(base, [one])):
            note = {
                f"reason-{change.key}": one.note.reason,
                f"category-{change.key}": one.note.category,
                f"weight-{change.key}": one.note.weight,
                f"together-{change.key}": one.note.together,
            }
            form.fill(note)
    return form.fill(opt_in=flag, opt_in_words=words)


def decide(browser: Browser, passage_id: int, verdict: Verdict) -> Page:
    """Decide one passage on its own page."""
    form = browser.open(f"/passages/{passage_id}").form("/decision")
    form.fill(reason=verdict.reason)
    for key, fate in verdict.fates.items():
        form.fill({f"fate-{key}": fate.disposition.value, f"because-{key}": fate.reason})
    if verdict.text is not None:
        form.fill(text=verdict.text)
    verb = f"accepted:{verdict.wording}" if verdict.wording else verdict.disposition.value
    return form.press(verb)
