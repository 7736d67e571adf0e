"""Fingerprints of what is no text: the SHA-256 over the one form of JSON that is hashed."""

import hashlib
from collections.abc import Mapping
from typing import Any

from workflow.rules import chain


def of_commitment(title: str, description: str, terms: Mapping[str, Any]) -> str:
    """Return the fingerprint of all fields of a specific pledge."""
    fields = {"title": title, "description": description, "terms": dict(terms)}
    return hashlib.sha256(chain.canonical(fields)).hexdigest()
