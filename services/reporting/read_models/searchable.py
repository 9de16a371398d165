"""Text as it is searched: Postgres under the locale C knows no letter or quote but ASCII's."""

import re
import unicodedata

_not_plain = re.compile(r"[^\w\s!-/:-@\[-`{-~]")


def searchable(text: str) -> str:
    """In lower case, without accents, and with a space for each quote or dash of typography.

    Without it “Where would be another word than Where, and Zoë another than ZOË.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return _not_plain.sub(" ", plain)
