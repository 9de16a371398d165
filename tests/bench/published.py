"""Published reviews that nobody published: invented, for a repository of a real size."""

from collections.abc import Iterator
from random import Random
from typing import Any

words_known, most_themes = 4_000, 6
first_year = 2015
"""Of a review from before then only the catalogue entry is kept."""
known_words = ("neglect", "bruising", "father", "homelessness", "self-harm", "baby")
_syllables = ("ba", "den", "fi", "gor", "ha", "kel", "lu", "mar", "no", "pre", "sti", "tor")
_agencies = ("police", "health", "education", "housing", "probation", "voluntary")
_ages = ("under 1", "1-5", "6-10", "11-15", "16+")


def published_reviews(number: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many records as they are imported, of some 400 words each; the same for a seed.

    Few words are in most of them and most words in few, as in any language; those that are
    searched for are in a third to two thirds of them.
    """
    random = Random(seed)
    vocabulary = [_word(random) for _ in range(words_known)]
    for place, word in enumerate(known_words, 4):
        vocabulary[12 * place] = word
    weights = [1 / place for place in range(1, len(vocabulary) + 1)]

    def text(least: int, most: int) -> str:
        chosen = random.choices(vocabulary, weights, k=random.randint(least, most))
        return " ".join(chosen).capitalize() + "."

    for place in range(number):
        year = random.randint(first_year, 2025)
        yield {
            "title": f"Child {chr(65 + place % 26)}{place}",
            "kind": random.choice(("scr", "lcspr", "thematic-review")),
            "published": f"{year}-{random.randint(1, 12):02d}",
            "partnership": f"Example Partnership {random.randint(1, 150)}",
            "ages": [random.choice(_ages)],
            "agencies": sorted(random.sample(_agencies, 2)),
            "keywords": random.sample(vocabulary[:200], random.randint(1, most_themes)),
            "incident": text(15, 40),
            "background": text(80, 150),
            "learning": text(100, 200),
            "recommendations": text(40, 100),
        }


def _word(random: Random) -> str:
    return "".join(random.choices(_syllables, k=random.randint(2, 4)))
