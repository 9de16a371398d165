"""A sealed value: what could name a person, as ciphertext that travels with its key's name."""

from pydantic import Field

from shared.events.event import Value


class Sealed(Value):
    """A text that only who may use its key can read; deciders and policies pass it on unopened.

    `key` names the key (`<subject>/narrative`, `<subject>/person-1`), `seal` is random and
    binds the ciphertext to its place, `box` is base64url of nonce and AES-256-GCM ciphertext.
    """

    key: str = Field(min_length=3, max_length=200)
    seal: str = Field(pattern="^[0-9a-f]{32}$")
    box: str = Field(min_length=38, max_length=700_000, pattern="^[A-Za-z0-9_-]+={0,2}$")


def narrative_key(subject: str) -> str:
    """The key for free text of a case."""
    return f"{subject}/narrative"


def person_key(subject: str, number: int) -> str:
    """The key for what names one person in one case; `number` counts from 1."""
    return f"{subject}/person-{number}"
