"""Certificates for tests: signed by themselves, good for a day."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

A_DAY = timedelta(days=1)


def self_signed(folder: Path, *names: str) -> tuple[Path, Path]:
    """PEM files of a certificate for 127.0.0.1 and these host names, and of its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number(), now, now + A_DAY)
    reached = [x509.IPAddress(IPv4Address("127.0.0.1")), *(x509.DNSName(one) for one in names)]
    signed = made.add_extension(x509.SubjectAlternativeName(reached), critical=False).sign(private, SHA256())
    certificate, key = folder / "site.pem", folder / "site.key"
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key
