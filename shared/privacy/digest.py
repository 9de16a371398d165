"""Whether two bodies are the same, asked without a digest that one could guess."""

import hashlib
import hmac

DIGEST_KEY = "digest/bodies"
"""The key, in the store of keys, under which bodies are digested."""


def body_digest(secret: bytes, body: bytes) -> str:
    """HMAC-SHA-256 of a body, as 64 hex digits; equal for equal bodies under one secret."""
    return hmac.new(secret, body, hashlib.sha256).hexdigest()
