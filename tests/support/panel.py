"""A rapid review and its report to the Panel, as events: notified on Wednesday 1 April 2026."""

from typing import Any

from shared.events.codes import Criterion, Decision, PanelAnswer, SubmissionChannel
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from shared.events.values import Due
from tests.support.cases import WILTSHIRE, day, sealed, signed

# Fifteen working days after 1 April 2026, past Good Friday (3) and Easter Monday (6):
# 2, 7-10, 13-17 and 20-24 April.
due_notified = Due(
    clock="rapid-review",
    rule="R7",
    start="NOTIFIED",
    counted_from=day("2026-04-01"),
    due_on=day("2026-04-24"),
    rule_set="2018-06-29",
    calendar="test",
)


def opened(**facts: Any) -> RapidReviewOpened:
    """The review begins on the day of the notification."""
    return RapidReviewOpened(
        **{
            "authority": WILTSHIRE,
            "opened_on": day("2026-04-01"),
            "notified_on": day("2026-04-01"),
            "due_notified": due_notified,
            **facts,
        }
    )


def completed(**facts: Any) -> RapidReviewCompleted:
    """It is decided that a local review follows."""
    return RapidReviewCompleted(
        **{
            "decision": Decision.LCSPR,
            "criteria": frozenset({Criterion.IMPROVEMENTS, Criterion.WORKING_TOGETHER}),
            "rationale": sealed("agencies did not speak to each other"),
            "signed_off_by": signed(on="2026-04-17"),
            "completed_on": day("2026-04-17"),
            "due_notified": due_notified,
            **facts,
        }
    )


def required(**facts: Any) -> PanelReportRequired:
    """The Panel has to be told."""
    return PanelReportRequired(
        **{
            "decision": Decision.LCSPR,
            "completed_on": day("2026-04-17"),
            "due_notified": due_notified,
            **facts,
        }
    )


def sent(on: str, **facts: Any) -> PanelReportSubmitted:
    """A person sent it."""
    return PanelReportSubmitted(
        **{
            "document_digest": "ab" * 32,
            "channel": SubmissionChannel.SECURE_EMAIL,
            "submitted_on": day(on),
            **facts,
        }
    )


def answered(on: str, answer: PanelAnswer = PanelAnswer.AGREES, **facts: Any) -> PanelResponded:
    """The Panel answered."""
    return PanelResponded(answer=answer, responded_on=day(on), **facts)


def reconsidered(**facts: Any) -> RapidReviewReconsidered:
    """It is decided again, otherwise."""
    return RapidReviewReconsidered(
        **{
            "decision": Decision.NO_FURTHER_REVIEW,
            "rationale": sealed("on second thoughts"),
            "reconsidered_on": day("2026-05-06"),
            "round": 2,
            **facts,
        }
    )
