"""One clean form of a mail address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadAddress
from workflow.rules.addresses import clean_address


def test_an_address_is_kept_in_small_letters():
    assert clean_address("  Focal.Point@ILO.example ") == "focal.point@ilo.example"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nobody",
        "@ilo.example",
        "a@",
        "a@ilo.example, b@evil.example",
        "a@ilo.example\nBcc: b@evil.example",
        "a b@ilo.example",
        "=?utf-8?q?a?=@ilo.example",
        "a@ilo.example\u202e",
        "a@" + "i" * 260 + ".example",
    ],
)
def test_what_is_not_exactly_one_address_is_refused(typed):
    with pytest.raises(BadAddress):
        clean_address(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_one_line_or_a_refusal(typed):
    address = _address_or_message(typed)

    assert "\n" not in address


@given(st.emails())
def test_an_address_stays_the_same_when_it_is_cleaned_again(typed):
    address = _address_or_message(typed)

    assert "is not a mail address" in address or clean_address(address) == address


def _address_or_message(typed):
    try:
        return clean_address(typed)
    except BadAddress as error:
        return str(error)
