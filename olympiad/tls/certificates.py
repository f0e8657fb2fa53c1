"""A certificate authority for one hall: it may speak for the hall's names and addresses only, and its key is never kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=30)
SKEW = timedelta(days=1)
"""Tablets of a hall have clocks of their own."""
USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Places:
    """The names and addresses under which a hall's server is reached."""

    names: tuple[str, ...]
    addresses: tuple[Address, ...]

    def covers(self, other: "Places") -> bool:
        """Whether everything that is wanted is here."""
        return set(other.names) <= set(self.names) and set(other.addresses) <= set(self.addresses)


@dataclass(frozen=True)
class Authority:
    """A certificate authority with its key; lives as long as the call that issues from it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Issued:
    """What is kept of an authority: its certificate to be trusted, the server's certificate and key; all PEM."""

    authority: bytes
    server: bytes
    server_key: bytes


def issue(places: Places, now: datetime) -> Issued:
    """Make an authority for these places, let it sign one server certificate, and forget its key.

    >>> from datetime import UTC
    >>> made = issue(Places(("olympiad.local",), (ip_address("192.0.2.7"),)), datetime(2026, 12, 5, tzinfo=UTC))
    >>> made.authority.startswith(b"-----BEGIN CERTIFICATE"), places_of(made.server).names
    (True, ('olympiad.local',))
    """
    authority = make_authority(places, now)
    key = ec.generate_private_key(ec.SECP256R1())
    server = sign_server(authority, key.public_key(), places, now)
    return Issued(
        _pem(authority.certificate),
        _pem(server),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def make_authority(places: Places, now: datetime) -> Authority:
    """Make an authority that may sign server certificates for these names and addresses, and for nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Olympiad hall {now:%Y-%m-%d} {places.names[0] if places.names else ''}".strip())
    builder = (
        _builder(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(_permitted(places), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def sign_server(
    authority: Authority, key: ec.EllipticCurvePublicKey, places: Places, now: datetime
) -> x509.Certificate:
    """Sign a server certificate; one for other places than the authority's is signed too, and believed by nobody."""
    builder = (
        _builder(_name("Olympiad"), authority.certificate.subject, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general_names(places)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())


def places_of(server: bytes) -> Places:
    """Read for which places a server certificate speaks."""
    found = _load(server).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = (ip_address(str(one)) for one in found.get_values_for_type(x509.IPAddress))
    return Places(tuple(found.get_values_for_type(x509.DNSName)), tuple(addresses))


def expiry_of(certificate: bytes) -> datetime:
    """Return until when a certificate holds."""
    return _load(certificate).not_valid_after_utc


def _load(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFETIME)
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**dict.fromkeys(USES, False) | wanted)


def _permitted(places: Places) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in places.names]
    return [*names, *(x509.IPAddress(ip_network(address)) for address in places.addresses)]


def _general_names(places: Places) -> Iterable[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in places.names]
    return [*names, *(x509.IPAddress(address) for address in places.addresses)]


def sorted_places(names: Sequence[str], addresses: Sequence[str]) -> Places:
    """Put names and addresses in order, each once."""
    found = {ip_address(address) for address in addresses}
    return Places(
        tuple(dict.fromkeys(name.lower() for name in names if name)),
        tuple(sorted(found, key=lambda address: (address.version, int(address)))),
    )
