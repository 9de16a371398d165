"""Who sees a case, opens its texts and acts on it."""

import pytest

from shared.edge.identity import Role
from shared.edge.issuer import local_actor
from shared.edge.refusals import NotAllowed, NotFound
from shared.edge.visibility import Holding, may_open, may_see, must_act, must_see

wiltshire = Holding(frozenset({"E06000054"}), frozenset({"wiltshire-police"}))
devon = Holding(frozenset({"E10000008"}), frozenset({"devon-police"}))


@pytest.mark.parametrize(
    ("name", "here", "there"),
    [
        ("partner-wiltshire-police", True, False),
        ("partner-devon-police", False, True),
        ("officer-wiltshire", True, False),
        ("member-wiltshire", True, False),
        ("chair-wiltshire", True, False),
        ("reporting-wiltshire", True, False),
        ("officer-E10000008", False, True),
        ("auditor", True, True),
        ("operator", True, True),
    ],
)
def test_each_sees_what_is_theirs(name: str, here: bool, there: bool) -> None:
    actor = local_actor(name)
    assert (may_see(actor, wiltshire), may_see(actor, devon)) == (here, there)
    sealed_too = name not in ("operator",) and not name.startswith("partner")
    assert may_open(actor, wiltshire) == (here and sealed_too)


def test_a_case_of_others_answers_like_one_that_does_not_exist() -> None:
    answers = []
    for holding in (devon, None):
        with pytest.raises(NotFound) as refusal:
            must_see(local_actor("officer-wiltshire"), holding)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]
    assert must_see(local_actor("officer-wiltshire"), wiltshire) == wiltshire


def test_to_see_everything_is_not_to_act_on_it() -> None:
    officer = Role.AUTHORITY_OFFICER
    assert must_act(local_actor("officer-wiltshire"), wiltshire, officer) == wiltshire
    for name in ("auditor", "operator", "chair-wiltshire", "partner-wiltshire-police"):
        with pytest.raises(NotAllowed):
            must_act(local_actor(name), wiltshire, officer)
    with pytest.raises(NotFound):
        must_act(local_actor("officer-E10000008"), wiltshire, officer)
    partner = local_actor("partner-wiltshire-police")
    assert must_act(partner, wiltshire, Role.PARTNER_SYSTEM) == wiltshire


def test_a_case_without_partners_is_no_partners() -> None:
    assert not may_see(local_actor("partner-x"), Holding(frozenset(), frozenset()))
    assert not may_see(local_actor("chair-wiltshire"), Holding(frozenset()))
