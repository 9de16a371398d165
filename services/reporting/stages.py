"""Where a submission to the Panel stands, read off its row."""

from services.reporting.read_models.submissions import SubmissionRow


def stage_of(row: SubmissionRow) -> str:
    """`expected` before the decision, `required` after it, then `sent` and `answered`."""
    if row.answer is not None:
        return "answered"
    if row.submitted_on is not None:
        return "sent"
    return "expected" if row.required_on is None else "required"


def on_time(row: SubmissionRow) -> bool | None:
    """Whether it was first sent by its due date; None if nothing was sent or none was due."""
    if row.submitted_on is None or row.due_on is None:
        return None
    return row.days_late == 0
