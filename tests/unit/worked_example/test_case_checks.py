"""What is looked for in a case of the example, whatever an earlier run left behind."""

from deploy.local.worked_example.case_checks import told_in_order
from deploy.local.worked_example.phrases import event_words


def test_reminders_of_an_earlier_run_are_no_part_of_a_story() -> None:
    happens = ["IncidentReported", "CSPRCommissioned"]
    again = [*happens, *map(event_words, ("ReminderDecided", "ReminderSent"))]
    assert told_in_order(again, happens) == told_in_order(happens, happens)
    assert told_in_order([*again, "ActionRaised"], happens).startswith("3 events: ")
