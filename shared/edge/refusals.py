"""What an edge refuses, in words; `shared.edge.problems` makes answers of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent; none of its texts quotes it.

    `field` is dotted (`children.0.born_on`), empty for the whole.
    """

    field: str
    what: str
    remedy: str


class BadInput(Exception):
    """What was sent cannot be understood."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(
            "; ".join(f"{fault.field or 'all of it'}: {fault.what}" for fault in faults)
        )


class TooBig(BadInput):
    """What was sent is larger than is accepted."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            Fault(
                "",
                f"What was sent is larger than {max_bytes // 1024} KiB.",
                "Send less at a time, or shorten the longest texts.",
            )
        )


class NotSignedIn(Exception):
    """Nobody we know: no token, or one that is not valid."""

    def __init__(self, words: str = "") -> None:
        self.words = (
            words or "You are not signed in, or your sign-in is not valid. Sign in again."
        )
        super().__init__(self.words)


class NotAllowed(Exception):
    """Somebody we know asks for what their roles do not allow."""

    def __init__(self, words: str = "") -> None:
        self.words = words or (
            "Your role does not allow this. Ask the person in charge of access in your "
            "organisation if it should."
        )
        super().__init__(self.words)


class NotFound(Exception):
    """There is nothing here for this person: it does not exist, or it is not theirs to see."""

    words = "There is nothing here that you may see. Check the address or the reference."

    def __init__(self) -> None:
        super().__init__(self.words)


class TooMany(Exception):
    """Somebody asks more often than is answered; what they sent was not kept."""

    def __init__(self, words: str, again_in_seconds: int) -> None:
        self.words, self.again_in_seconds = words, again_in_seconds
        super().__init__(words)


class NotReady(Exception):
    """A part that is needed for the answer does not answer itself; try again."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)
