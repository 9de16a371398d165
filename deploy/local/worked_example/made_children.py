"""Children of the made-up history: codes drawn by chance, so that every one of them occurs."""

from deploy.local.worked_example.drawing import Draw

Row = dict[str, str]
"""One line of a CSV file."""

columns = (
    "message_id", "number", "unborn", "age_years", "sex", "ethnicity", "disabilities",
    "outcome", "abuse_or_neglect", "looked_after", "care_leaver", "placement",
    "child_in_need_plan", "protection_plan", "known_to_agencies", "lives_in",
)  # fmt: skip

_ages = {"0": 36, "1-5": 18, "6-10": 10, "11-15": 17, "16-17": 15, "": 4}
_ethnicities = {
    "WBRI": 52, "WIRI": 1, "WOTH": 6, "WIRT": 1, "WROM": 1, "MWBC": 4, "MWBA": 2, "MWAS": 2,
    "MOTH": 4, "AIND": 2, "APKN": 4, "ABAN": 3, "CHNE": 1, "AOTH": 2, "BCRB": 3, "BAFR": 5,
    "BOTH": 2, "OOTH": 2, "REFU": 1, "NOBT": 6,
}  # fmt: skip
_disabilities = {
    "": 55, "NONE": 30, "MOB": 1, "HAND": 1, "PC": 1, "INC": 1, "COMM": 1, "LD": 3, "HEAR": 1,
    "VIS": 1, "BEH": 2, "CON": 1, "AUT": 3, "DDA": 1, "AUT LD": 2, "MOB PC COMM": 1,
}  # fmt: skip
_abuse = {
    "death": {"known": 35, "suspected": 55, "not-suspected": 10},
    "serious-harm": {"known": 55, "suspected": 45},
    "other": {"known": 25, "suspected": 45, "not-suspected": 30},
}
_placements = {
    "foster-care": 45, "childrens-home": 15, "placed-for-adoption": 4, "secure-unit": 2,
    "residential-school": 3, "supported-accommodation": 12, "health-setting": 4,
    "with-relatives-or-friends": 12, "with-parents": 2, "other": 1,
}  # fmt: skip
_plans = {
    "none": 60, "neglect": 9, "physical": 4, "sexual": 2, "emotional": 6, "multiple": 3, "": 16,
}  # fmt: skip
_known = {"yes": 70, "no": 18, "": 12}


def child(draw: Draw, outcome: str) -> Row:
    """A child with one outcome; blank is not known."""
    abuse = draw.weighted(_abuse[outcome])
    looked_after = draw.chance(0.09) or (outcome == "death" and abuse == "not-suspected")
    age = _age(draw)
    return {
        "unborn": "no",
        "age_years": age,
        "sex": draw.weighted({"F": 45, "M": 52, "U": 3}),
        "ethnicity": draw.weighted(_ethnicities),
        "disabilities": draw.weighted(_disabilities),
        "outcome": outcome,
        "abuse_or_neglect": abuse,
        "looked_after": "yes" if looked_after else "no",
        "care_leaver": "no",
        "placement": _placement(draw, age, looked_after=looked_after),
        "child_in_need_plan": draw.weighted({"yes": 15, "no": 65, "": 20}),
        "protection_plan": draw.weighted(_plans),
        "known_to_agencies": draw.weighted(_known),
        "lives_in": "",
    }


def unborn_child(draw: Draw, outcome: str) -> Row:
    """An unborn child, which has no age; its sex is not known."""
    return child(draw, outcome) | {
        "unborn": "yes",
        "age_years": "",
        "sex": "U",
        "looked_after": "no",
        "placement": "",
        "abuse_or_neglect": "suspected",
    }


def care_leaver(draw: Draw) -> Row:
    """Somebody of 18 to 24 who died: told to the Secretary of State, and counted apart."""
    return child(draw, "death") | {
        "age_years": str(18 + draw.number(7)),
        "abuse_or_neglect": "not-suspected",
        "looked_after": "no",
        "care_leaver": "yes",
        "placement": "independent-living",
        "protection_plan": "none",
    }


def _age(draw: Draw) -> str:
    band = draw.weighted(_ages)
    first, _, last = band.partition("-")
    if not last:
        return band
    return str(int(first) + draw.number(int(last) - int(first) + 1))


def _placement(draw: Draw, age: str, *, looked_after: bool) -> str:
    if looked_after:
        return draw.weighted(_placements)
    if age in ("16", "17") and draw.chance(0.15):
        return "independent-living"
    return draw.weighted({"with-parents": 75, "with-relatives-or-friends": 10, "": 15})
