"""A phone signs with a P-256 key that can not leave it; the city holds the public half."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

_HALF: Final = 32  # WebCrypto gives r and s, 32 bytes each (IEEE P1363), not DER


def is_key(key: bytes) -> bool:
    """Whether these bytes are a public key of the curve P-256 (SubjectPublicKeyInfo, DER)."""
    return _read(key) is not None


def is_signed(*, key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed the message (ECDSA with SHA-256)."""
    public = _read(key)
    if public is None or len(signature) != 2 * _HALF:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    try:
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _read(key: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        found = load_der_public_key(key)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(found, ec.EllipticCurvePublicKey) and isinstance(found.curve, ec.SECP256R1):
        return found
    return None
