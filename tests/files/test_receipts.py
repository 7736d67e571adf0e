"""Mails as witnesses: they find what a package cannot know about itself."""

import contextlib
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.making import NEW, OLD, STRANGER, files, story
from workflow.files import checking, receipts, seal
from workflow.files.package import Broken, pack
from workflow.files.seal import find_receipts

RECORD, REGISTER = story()
WHOLE = pack(files(RECORD, REGISTER))


def receipt(entry=2, signer=NEW, pledge=7, head=None):
    known = RECORD.hashes[entry - 1] if 0 < entry <= len(RECORD.hashes) else "a" * 64
    return seal.receipt(signer, pledge, entry, head or known)


def check(*given, data=WHOLE):
    return checking.check(data, receipts=[(f"{n}.eml", one) for n, one in enumerate(given, 1)])


def mail(text, html=None) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Received: 3 changes"
    message["From"] = "office@onevoice.test"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_genuine_receipt_holds():
    assert check(receipt(), receipt(6, OLD), receipt(3, None)).holds


def test_a_record_that_was_cut_off_is_found_by_one_later_receipt():
    verdict = check(receipt(2), receipt(9))

    assert [one.place for one in verdict.broken] == ["2.eml"]
    assert "entries were cut off" in verdict.broken[0].words


def test_a_whole_new_history_with_the_right_key_is_found_by_one_receipt():
    verdict = check(receipt(2, head="b" * 64))

    assert "the record was written anew" in verdict.broken[0].words


def test_a_whole_new_service_with_its_own_key_is_found_by_one_receipt():
    forged = pack(files(RECORD, REGISTER, signers=(STRANGER,)))

    verdict = check(receipt(2, NEW), data=forged)
    assert checking.check(forged).holds
    assert "its keys were replaced" in verdict.broken[0].words


def test_a_mail_that_was_changed_is_told():
    genuine = receipt()
    forged = seal.Receipt(7, 3, RECORD.hashes[2], genuine.key, genuine.signature)

    assert "the mail was changed" in check(forged).broken[0].words


def test_receipts_of_another_pledge_do_not_count():
    assert check(receipt(pledge=8), receipt()).holds
    assert check(receipt(pledge=8)).broken[0].place == "receipts"
    assert check().broken[0].place == "receipts"


@pytest.mark.parametrize("entry", [0, 7, 999_999_999])
def test_an_entry_that_is_not_there_never_holds(entry):
    assert not check(receipt(entry)).holds


@given(st.integers(10, 90), st.sampled_from(["", "> ", ">> ", "    "]))
def test_a_line_is_found_however_mail_programs_fold_and_quote_it(width, quote):
    import textwrap

    line = receipt().line
    folded = textwrap.fill(
        line, width, initial_indent=quote, subsequent_indent=quote, break_long_words=False
    )

    assert find_receipts(f"Dear all,\n\n{folded}\n\nBest wishes") == [receipt()]


@pytest.mark.parametrize("signer", [NEW, None])
def test_a_mail_file_is_read_as_text_or_html_and_gives_one_receipt(signer):
    one = receipt(signer=signer)
    html = f"<p>Keep <b>this</b>:</p><p>{one.line}</p>"

    assert receipts.read_mail("a.eml", mail(one.line, html)) == [one]
    assert receipts.read_mail("a.eml", mail("See the HTML.", html)) == [one]
    assert receipts.read_mail("a.txt", one.line.encode()) == [one]
    assert receipts.read_mail("a.eml", mail("Nothing here.")) == []


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(data):
    with contextlib.suppress(Broken):
        assert receipts.read_mail("a.eml", data) == []
