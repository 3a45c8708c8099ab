"""A certificate authority of the benchmark's own, and a certificate for this machine."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Certificates:
    def __init__(self, folder: Path) -> None:
        authority, private = _signed("Tram benchmark CA", None, None)
        own, key = _signed("127.0.0.1", authority, private)
        self.authority = folder / "ca.pem"
        self.authority.write_bytes(authority.public_bytes(Encoding.PEM))
        chain, secret = folder / "gateway.pem", folder / "gateway.key"
        chain.write_bytes(own.public_bytes(Encoding.PEM))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
        self.options = ("--certificate", str(chain), "--private-key", str(secret))


def _signed(
    name: str, authority: x509.Certificate | None, private: ec.EllipticCurvePrivateKey | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Without an authority: one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.subject if authority else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
    )
    if authority:
        names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(name))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(private or key, hashes.SHA256()), key
