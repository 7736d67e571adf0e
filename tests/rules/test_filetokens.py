"""The token in a file tells for whom it was made, and cannot be made by others."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.filetokens import FileToken, find

numbers = st.integers(0, 999_999_999)
secrets = st.text(max_size=40)


@given(st.builds(FileToken, numbers, numbers, numbers), secrets)
def test_a_token_is_found_in_the_text_around_it(token, secret):
    text = f"Onevoice {token.write(secret).lower()} · page 3"

    assert find(text, secret) == token


@given(st.builds(FileToken, numbers, numbers, numbers), st.text(min_size=1))
def test_a_token_of_another_service_is_none_of_ours(token, secret):
    assert find(token.write(secret), secret + "x") is None


def test_a_token_whose_numbers_were_changed_is_no_token():
    written = FileToken(12, 3, 7).write("secret")

    assert find(written.replace("K12-3-", "K12-4-"), "secret") is None
    assert find("a text without any", "secret") is None
