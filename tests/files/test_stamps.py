"""Time stamps are asked for, read and checked without a network."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.servers.authority import Authority
from workflow.errors import StampRefused
from workflow.files import stamps

SAID = b'{"onevoice":"text locked","sha256":"..."}'


@pytest.fixture(scope="module")
def authority():
    return Authority()


def test_a_token_says_when_and_by_whom(authority):
    token = authority.answer(stamps.ask(SAID))

    stamp = stamps.read(token, SAID)

    assert stamp.at == authority.at
    assert stamp.authority == "CN=Time of the tests"


def test_a_token_of_other_words_does_not_hold(authority):
    token = authority.answer(stamps.ask(SAID))

    with pytest.raises(StampRefused):
        stamps.read(token, SAID + b" ")


def pem(authority):
    certificate = x509.load_der_x509_certificate(authority.certificate)
    return certificate.public_bytes(serialization.Encoding.PEM)


def test_a_token_is_trusted_by_its_root_and_by_no_other(authority):
    token = authority.answer(stamps.ask(SAID))
    own, other = (stamps.trusted_roots(pem(one)) for one in (authority, Authority()))

    assert not stamps.read(token, SAID).trusted
    assert not stamps.read(token, SAID, other).trusted
    assert stamps.read(token, SAID, own).trusted
    assert stamps.read(token, SAID, (*other, *own)).trusted


def test_what_is_no_certificate_is_said_and_none_is_none():
    assert stamps.trusted_roots(b"\n") == ()
    with pytest.raises(StampRefused, match="cannot be read"):
        stamps.trusted_roots(b"-----BEGIN CERTIFICATE-----")


def test_every_byte_of_a_token_counts(authority):
    token = authority.answer(stamps.ask(SAID))
    good = stamps.read(token, SAID)
    taken = []

    for at in range(0, len(token), 7):
        changed = bytearray(token)
        changed[at] ^= 0x01
        try:
            taken += [at] if stamps.read(bytes(changed), SAID) != good else []
        except StampRefused:
            continue

    assert taken == []


@pytest.mark.parametrize("mood", ["refuses", "talks nonsense"])
def test_an_authority_that_does_not_stamp_is_said_so(mood):
    authority = Authority(mood=mood)

    with pytest.raises(StampRefused):
        stamps.read(authority.answer(stamps.ask(SAID)), SAID)
