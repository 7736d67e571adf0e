"""Reply addresses that only we can make, and what replies say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import translation
from workflow.rules import inbound
from workflow.rules.replies import ReplyToken, Way, find

SECRET = "a secret of the tests"


@given(st.sampled_from(Way), st.integers(0, 2**31), st.sampled_from(["reply@in.test", "*@in.test"]))
def test_an_address_tells_which_mail_is_answered(way, number, template):
    token = ReplyToken(way, number)

    address = token.address(template, SECRET)

    assert find(f"Somebody <{address.upper()}>", SECRET) == token
    assert len(address.partition("@")[0]) <= 64
    assert find(address, "another secret") is None


@given(st.text())
def test_nobody_guesses_an_address(text):
    assert find(text, SECRET) is None


@pytest.mark.parametrize(
    "words",
    [
        *(
            "No changes.",
            "no comments",
            "NO CHANGE",
            "“No comments.”\n\nKind regards",
            "Nil return",
        ),
        *("« Aucune modification. »", "Pas de changement", "لا تغييرات."),
    ],
)
def test_the_first_line_says_no_changes(words):
    assert inbound.says_no_changes(words)


@pytest.mark.parametrize("words", ["No changes to 3, but delete 4", "", "Dear all,\nno changes"])
def test_what_only_sounds_like_it_is_a_comment(words):
    assert not inbound.says_no_changes(words)


def test_the_words_end_where_the_quotation_begins():
    text = "No changes\r\n\r\nAna\r\n\r\nOn Mon, 2 Nov 2026, Onevoice wrote:\r\n> Dear Ana\r\n"

    assert inbound.own_words(text) == "No changes\n\nAna"


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "auto-replied"),
        ("X-Autoreply", "yes"),
        ("Precedence", "bulk"),
        ("List-Id", "<everybody.test>"),
        ("Return-Path", "<>"),
        ("From", "MAILER-DAEMON@in.test"),
    ],
)
def test_a_machine_is_known_by_its_marks(header):
    assert inbound.is_automatic([header])
    assert not inbound.is_automatic([("Auto-Submitted", "no"), ("Subject", "Re: Open")])


def test_only_our_own_server_is_believed_about_senders():
    forged = [("Authentication-Results", "evil.test; dmarc=pass")]
    ours = [("Authentication-Results", "mx.in.test; spf=pass; dmarc=fail")]

    assert inbound.dmarc(forged, relay="mx.in.test") == ""
    assert inbound.dmarc([*forged, *ours], relay="mx.in.test") == "fail"


@pytest.mark.parametrize("code", translation.NAMES)
def test_what_our_pages_call_no_changes_is_understood_as_a_reply(code):
    with translation.speaking(code):
        assert inbound.says_no_changes(translation._("No changes"))
