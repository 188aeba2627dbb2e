"""Ed25519 signatures of the indices (RFC 8032), for portals and analysts who pin the publisher's key.

Keys are PEM files and a signature is its 64 bytes, so that `openssl pkeyutl -verify -rawin` can judge it too.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ErasureKeyError, UsageError
from pipeline.files import beginning_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True)
class Signer:
    """A private key, ready to sign."""

    _key: "Ed25519PrivateKey"

    def sign(self, content: bytes) -> bytes:
        """The signature of `content`, 64 bytes; the same content gives the same signature."""
        return self._key.sign(content)

    @property
    def public(self) -> bytes:
        """The public key, PEM."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True)
class Verifier:
    """A public key, ready to judge."""

    _key: "Ed25519PublicKey"

    def accepts(self, signature: bytes, content: bytes) -> bool:
        """Whether `signature` is that of `content` by the owner of this key."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


def keygen(path: Path) -> Path:
    """Make a key pair: the private key at `path`, for its owner alone, and the public one beside it.

    Returns:
        The path of the public key: `path` with `.pub` added.

    Raises:
        UsageError: a file is there already, or cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    public = path.with_name(path.name + ".pub")
    _write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    _write_new(public, Signer(key).public, 0o644)
    return public


def read_signer(path: Path) -> Signer:
    """The private key at `path`.

    Raises:
        UsageError: the file is missing, or is no unencrypted Ed25519 key in PEM form.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(beginning_of(path), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise UsageError("bad_private_key", file=path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("bad_private_key", file=path)
    return Signer(key)


def read_verifier(path: Path) -> Verifier:
    """The public key at `path`.

    Raises:
        UsageError: the file is missing, or is no Ed25519 public key in PEM form.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(beginning_of(path))
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise UsageError("bad_public_key", file=path) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError("bad_public_key", file=path)
    return Verifier(key)


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise ErasureKeyError("key_not_written", file=path, detail=error.strerror) from error
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
