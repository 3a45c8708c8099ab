"""The station's policy: signed by IT, kept in the encrypted file, read here by everybody."""

from station_app.store.policy.keeping import (
    FILE,
    SIGNATURE,
    Standing,
    current,
    signer,
    standing,
    take_in,
    trust,
)
from station_app.store.policy.terms import Policy, Term, bounds, example, parsed, terms

__all__ = [
    "FILE",
    "SIGNATURE",
    "Policy",
    "Standing",
    "Term",
    "bounds",
    "current",
    "example",
    "parsed",
    "signer",
    "standing",
    "take_in",
    "terms",
    "trust",
]
