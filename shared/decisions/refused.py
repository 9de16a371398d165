"""A refusal: what cannot be done, said to the person who asked."""


class Refused(Exception):
    """A command that cannot be done, in words for the person who asked.

    `field` names what in the request has to change, where it is one thing.
    """

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field
