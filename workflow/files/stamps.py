"""Time stamps of an outside authority (RFC 3161): when a seal existed at the latest.

The authority signs the hash of a statement together with its own time. Its answer, the token,
carries the certificate that signed it, so it can be checked offline, by us and by
`openssl ts -verify`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from workflow.errors import StampRefused


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says: when, and who signed that."""

    at: datetime
    authority: str
    """The name in the certificate."""
    trusted: bool = False
    """Whether the reader trusts a root certificate from which that one descends."""


def ask(said: bytes) -> bytes:
    """Return the question that is posted to an authority about these bytes."""
    builder = TimestampRequestBuilder().data(said).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=False).build().as_bytes()


def read(token: bytes, said: bytes, roots: Sequence[x509.Certificate] = ()) -> Stamp:
    """Return what a token says of these bytes; raise StampRefused where it does not hold.

    The certificates come with the token. Whether they belong to an authority that the reader
    trusts is known by `roots`, the certificates of such authorities.
    """
    response = _decoded(token)
    certificates = _certificates(response)
    signers = [one for one in certificates if _stamps(one)]
    builder = VerifierBuilder(roots=certificates)
    _verify(response, said, builder.tsa_certificate(signers[0]) if signers else builder)
    name = signers[0].subject.rfc4514_string() if signers else ""
    trusted = any(_descends(response, said, root) for root in roots)
    return Stamp(response.tst_info.gen_time, name, trusted)


def trusted_roots(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read the root certificates that somebody trusts; none are an empty file."""
    if not pem.strip():
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise StampRefused(reason="the certificates to trust cannot be read as PEM") from error


def _descends(response: TimeStampResponse, said: bytes, root: x509.Certificate) -> bool:
    # Nothing of the token goes in here: whatever the builder is given counts as trusted.
    try:
        _verify(response, said, VerifierBuilder(roots=[root]))
    except StampRefused:
        return False
    return True


def _verify(response: TimeStampResponse, said: bytes, builder: VerifierBuilder) -> None:
    try:
        builder.build().verify_message(response, said)
    except (VerificationError, ValueError) as error:
        raise StampRefused(reason=str(error)) from error


def _decoded(token: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(token)
        granted = PKIStatus(response.status) == PKIStatus.GRANTED
    except ValueError as error:
        raise StampRefused(reason="this is no answer of an authority") from error
    if not granted:
        raise StampRefused(reason="; ".join(response.status_string) or "the authority refused")
    return response


def _certificates(response: TimeStampResponse) -> list[x509.Certificate]:
    """Return the certificates of a token, in an order that does not depend on chance."""
    try:
        return [
            x509.load_der_x509_certificate(c) for c in sorted(response.signed_data.certificates)
        ]
    except ValueError as error:
        raise StampRefused(reason="its certificate cannot be read") from error


def _stamps(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage
