"""What the relay gives to Kafka at once: never two events of one subject."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from shared.events.envelope import Envelope
from shared.log.relay import in_rounds


def event(subject: str, position: int) -> Envelope:
    time = datetime(2026, 1, 5, tzinfo=UTC)
    return Envelope(
        f"{subject}-{position}", "reviews", subject, position, "ToyCounted", 1, time, "t", "f",
        None, None, b"{}",
    )  # fmt: skip


@given(st.lists(st.sampled_from("abcde"), max_size=60))
def test_a_round_has_one_event_of_a_subject_and_rounds_keep_its_order(order: list[str]) -> None:
    positions: dict[str, int] = {}
    envelopes = []
    for subject in order:
        positions[subject] = positions.get(subject, 0) + 1
        envelopes.append(event(subject, positions[subject]))
    rounds = in_rounds(envelopes)
    for together in rounds:
        assert len({each.subject for each in together}) == len(together)
    for subject, last in positions.items():
        told = [each.position for one in rounds for each in one if each.subject == subject]
        assert told == list(range(1, last + 1))
    assert sum(len(together) for together in rounds) == len(envelopes)
