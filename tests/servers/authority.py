"""A small time stamp authority (RFC 3161) of the tests' own, on a free port."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

POLICY = "1.3.6.1.4.1.99999.1"
REQUEST, REPLY = "application/timestamp-query", "application/timestamp-reply"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Authority:
    """Signs what it is asked about, with the time that the test sets."""

    at: datetime = BEGAN + timedelta(days=30)
    url: str = ""
    asked: int = 0
    mood: str = "granted"
    """Or "refuses", or "talks nonsense"."""
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def __post_init__(self):
        name = x509.Name.from_rfc4514_string("CN=Time of the tests")
        usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        signed = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(7)
            .not_valid_before(BEGAN)
            .not_valid_after(BEGAN + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.certificate = signed.public_bytes(serialization.Encoding.DER)

    def answer(self, question: bytes) -> bytes:
        """Return the whole answer to a question."""
        self.asked += 1
        if self.mood == "talks nonsense":
            return b"Good morning."
        if self.mood == "refuses":
            status = {"status": "rejection", "status_string": ["not today"]}
            inside = tsp.PKIStatusInfo(status).dump()  # without any token beside it
            return b"\x30" + bytes([len(inside)]) + inside
        asked = tsp.TimeStampReq.load(question)
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": asked["message_imprint"],
                "serial_number": self.asked,
                "gen_time": self.at,
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._signed(info)})
        return tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": token}
        ).dump()

    def _signed(self, info: tsp.TSTInfo) -> cms.SignedData:
        own = asn1.Certificate.load(self.certificate)
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", hashlib.sha256(info.dump()).digest()),
                _attribute("signing_time", core.UTCTime(self.at), wrapped="utc_time"),
                _attribute(
                    "signing_certificate_v2",
                    tsp.SigningCertificateV2(
                        {"certs": [{"cert_hash": hashlib.sha256(self.certificate).digest()}]}
                    ),
                ),
            ]
        )
        signature = self.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.IssuerAndSerialNumber(
                    {"issuer": own.issuer, "serial_number": own.serial_number}
                ),
                "digest_algorithm": sha256,
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_rsa"},
                "signature": signature,
            }
        )
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [sha256],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(info.dump()),
                },
                "certificates": [own],
                "signer_infos": [signer],
            }
        )


def _attribute(kind: str, value: object, *, wrapped: str = "") -> cms.CMSAttribute:
    inside = cms.Time(name=wrapped, value=value) if wrapped else value
    return cms.CMSAttribute({"type": kind, "values": [inside]})


@contextmanager
def authority() -> Iterator[Authority]:
    """Run an authority until the block ends."""
    own = Authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            question = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == REQUEST
            answer = own.answer(question)
            self.send_response(200)
            self.send_header("Content-Type", REPLY)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        own.url = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield own
        server.shutdown()
        thread.join()
