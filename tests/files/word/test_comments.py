"""Comments, with their threads and the words they hang on."""

from tests.files.word.making import document, ins, para, part, run

START, END = ('<w:commentRange{} w:id="{}"/>'.format(name, "{}") for name in ("Start", "End"))


def comment(number, author, text, para_id=""):
    said = f'w:id="{number}" w:author="{author}" w:date="2026-03-02T09:00:00Z" w:initials="x"'
    ids = f'w14:paraId="{para_id}"' if para_id else ""
    return f"<w:comment {said}>{para(run(text), ids=ids)}</w:comment>"


def here(number):
    return f'<w:r><w:commentReference w:id="{number}"/></w:r>'


def test_a_comment_knows_the_paragraph_and_the_words_it_hangs_on():
    body = para(run("We "), START.format(4), run("all "), ins(run("must ")), END.format(4), here(4))
    comments = part("comments", comment(4, "IOM", "Who?"))

    (found,) = document(para(run("x")), body, parts={"comments": comments}).comments

    assert (found.author, found.text, found.date) == ("IOM", "Who?", "2026-03-02T09:00:00Z")
    assert (found.paragraph, found.words, found.initials) == (1, "all must ", "x")


def test_a_comment_may_hang_on_several_paragraphs_or_on_a_point_or_on_nothing():
    comments = part("comments", "".join(comment(n, "IOM", "Who?") for n in (1, 2, 3)))
    found = document(
        START.format(1),
        para(run("One.")),
        para(run("Two."), END.format(1), here(2)),
        parts={"comments": comments},
    ).comments

    assert [(one.paragraph, one.words) for one in found] == [
        (0, "One.\nTwo."),
        (1, ""),
        (None, ""),
    ]


def test_answers_know_what_they_answer_and_what_is_done():
    comments = part(
        "comments", comment(1, "IOM", "Who?", "0A") + comment(2, "ILO", "All of us.", "0B")
    )
    thread = part(
        "commentsEx",
        '<w15:commentEx w15:paraId="0A" w15:done="1"/>'
        '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A" w15:done="0"/>',
    )

    found = document(
        para(run("x")), parts={"comments": comments, "commentsExtended": thread}
    ).comments

    assert [(one.id, one.parent, one.done) for one in found] == [("1", "", True), ("2", "1", False)]


def test_a_comment_of_several_paragraphs_has_line_breaks():
    inside = (
        f'<w:comment w:id="1" w:author="IOM">{para(run("One."))}{para(run("Two."))}</w:comment>'
    )

    (found,) = document(para(run("x")), parts={"comments": part("comments", inside)}).comments

    assert found.text == "One.\nTwo."
