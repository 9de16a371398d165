"""Reminders: decided once, by data that a partnership edits, in a mail that names nobody."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.reviews.config import MailServer, mail_server
from services.reviews.domain.reminding import NoteSent, Remind, decider
from services.reviews.read_models.reminder_words import what_is_due
from services.reviews.reminders.due import DueRow, horizons
from services.reviews.reminders.letter import heading, letter, words
from services.reviews.reminders.mails import Mail
from services.reviews.reminders.rules import BadReminders, ReminderRules, read_rules
from shared.decisions.calendar import shipped_calendar
from shared.edge.config import SettingMissing
from shared.events.reminders import (
    ReminderAbout,
    ReminderDecided,
    ReminderSent,
    ReminderStage,
    ReminderTo,
)
from tests.support.cases import SWINDON, WILTSHIRE, at, day, subject
from tests.support.given import given

root = Path(__file__).parents[3]
sent = ReminderSent(
    reminder="01", message_id="<01@p.example>", addresses=1, handed_on=day("2026-04-20")
)


def decided(**more: Any) -> ReminderDecided:
    base: dict[str, Any] = {
        "about": ReminderAbout.RAPID_REVIEW,
        "rule": "R7",
        "due_on": day("2026-04-22"),
        "stage": ReminderStage.AHEAD,
        "authority": WILTSHIRE,
        "to": ReminderTo.GROUP,
        "decided_on": day("2026-04-20"),
    }
    return ReminderDecided(**{**base, **more})


def asked(on: str = "2026-04-20", **more: Any) -> Remind:
    base: dict[str, Any] = {
        "about": ReminderAbout.RAPID_REVIEW,
        "rule": "R7",
        "due_on": day("2026-04-22"),
        "authority": WILTSHIRE,
        "to": ReminderTo.GROUP,
    }
    return Remind(asked_at=at(on), **{**base, **more})


def test_something_is_reminded_of_once_before_its_day_and_once_after() -> None:
    given(decider).when(asked()).then(decided())
    given(decider, decided()).when(asked("2026-04-21")).then_nothing()
    given(decider, decided()).when(asked("2026-04-22")).then_nothing()
    overdue = decided(stage=ReminderStage.OVERDUE, decided_on=day("2026-04-23"))
    given(decider, decided()).when(asked("2026-04-23")).then(overdue)
    given(decider, decided(), overdue).when(asked("2026-05-01")).then_nothing()


def test_a_due_day_computed_anew_or_of_another_authority_is_reminded_of_anew() -> None:
    moved: dict[str, Any] = {"due_on": day("2026-04-24")}
    given(decider, decided()).when(asked(**moved)).then(decided(**moved))
    elsewhere: dict[str, Any] = {"authority": SWINDON}
    given(decider, decided()).when(asked(**elsewhere)).then(decided(**elsewhere))
    other: dict[str, Any] = {"about": ReminderAbout.ACTION, "item": "2"}
    one = decided(about=ReminderAbout.ACTION, item="1")
    given(decider, one).when(asked(**other)).then(decided(**other))


def test_that_a_mail_was_taken_is_noted_once() -> None:
    note = NoteSent(
        asked_at=at("2026-04-20"), reminder="01", message_id="<01@p.example>", addresses=1
    )
    given(decider, decided()).when(note).then(sent)
    given(decider, decided(), sent).when(note).then_nothing()


def test_the_rules_that_come_with_it_can_be_read() -> None:
    rules = read_rules(root / "deploy" / "reminders.toml")
    assert set(rules.ahead) == set(ReminderAbout)
    police = rules.addresses_of(WILTSHIRE, ReminderTo.ORGANISATION, "wiltshire  POLICE")
    assert len(police) == 2
    assert rules.addresses_of(WILTSHIRE, ReminderTo.ORGANISATION, "Another Police") == ()


good = 'sender = "cspr@p.example"\n'
place = '[[address]]\nauthority = "E06000054"\nto = "authority"\nmail = ["a@b.example"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sender = [", "cannot be read as TOML"),
        ("sender = 'nobody'", "`sender` has to be a mail address"),
        (good + "overdue_days = -1", "`overdue_days`"),
        (good + "[ahead]\nsomething = 2", "[ahead] needs working days"),
        (good + "[ahead]\naction = true", "[ahead] needs working days"),
        (good + "ahead = 3", "[ahead] needs working days"),
        (good + "address = 3", "written as [[address]]"),
        (good + "address = [1]", "Address 1 needs"),
        (good + place + place.replace("E06000054", "E99999999"), "Address 2 needs"),
        (good + place.replace('"authority"', '"organisation"'), "Address 1 needs"),
        (good + place.replace("a@b.example", "a@b.example\\r\\nBcc: c@d.example"), "Address 1"),
        (good + place.replace('["a@b.example"]', "[]"), "Address 1 needs"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "reminders.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadReminders) as bad:
        read_rules(file)
    assert said in str(bad.value)


def test_days_ahead_are_working_days() -> None:
    """From Wednesday 1 April 2026: 2 (1), not Good Friday 3 nor Monday 6, 7 (2), 8 (3)."""
    rules = ReminderRules("cspr@p.example", {ReminderAbout.ACTION: 3}, 60)
    until = horizons(rules, date(2026, 4, 1), shipped_calendar())
    assert until[ReminderAbout.ACTION] == date(2026, 4, 8)
    assert until[ReminderAbout.PUBLICATION] == date(2026, 3, 31), "only once it is overdue"
    beyond = horizons(rules, date(2099, 4, 1), shipped_calendar())
    assert beyond[ReminderAbout.ACTION] == date(2099, 4, 4)


def test_who_has_to_tell_is_reminded_of_telling() -> None:
    def who(rule: str) -> ReminderTo:
        item = f"{rule} ofsted"
        row = DueRow(subject, "obligation", item, rule, day("2026-04-22"), WILTSHIRE, None)
        return row.command(at("2026-04-20")).to

    assert {who(rule) for rule in ("R1", "R2", "R4")} == {ReminderTo.AUTHORITY}
    assert {who(rule) for rule in ("R13", "R15", "R18")} == {ReminderTo.GROUP}


def test_a_mail_says_what_is_due_when_and_where_to_look() -> None:
    mail = Mail("01", subject, "<01@p.example>", 0, at("2026-04-20"), decided())
    assert heading(mail) == f"Due on 22 April 2026: case {subject[-8:]}"
    text = words(mail, "https://reviews.example")
    assert f"In case {subject} of Wiltshire," in text
    assert (
        "the report of the rapid review to the Panel is due on 22 April 2026 (rule R7)." in text
    )
    assert f"https://reviews.example/cases/{subject}" in text
    message = letter(mail, "https://x.example", sender="cspr@p.example", to=("a@b.example",))
    assert message["Message-ID"] == "<01@p.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    again = letter(mail, "https://x.example", sender="cspr@p.example", to=("a@b.example",))
    assert again.as_bytes() == message.as_bytes()
    late = Mail(
        "01",
        subject,
        "<01@p.example>",
        0,
        at("2026-04-20"),
        decided(stage=ReminderStage.OVERDUE),
    )
    assert heading(late).startswith("Overdue since 22 April 2026")


def test_each_thing_has_its_words() -> None:
    told = {
        about: what_is_due(decided(about=about, item="R4 safeguarding-partners"))
        for about in ReminderAbout
    }
    assert told[ReminderAbout.OBLIGATION] == "telling the safeguarding partners"
    assert all(words and "{" not in words for words in told.values())


def test_the_mail_server_is_told_by_settings_and_its_password_never_shown() -> None:
    assert mail_server({}) is None
    told = {
        "CSPR_SMTP": "mail.example:587",
        "CSPR_SMTP_USER": "cspr",
        "CSPR_SMTP_PASSWORD": "secret",
    }
    server = mail_server(told)
    assert server == MailServer("mail.example", 587, "starttls", "cspr", "secret")
    assert "secret" not in repr(server)
    for wrong, said in (
        ({"CSPR_SMTP": "mail.example"}, "a host and a port"),
        ({"CSPR_SMTP": "mail.example:0"}, "a host and a port"),
        ({"CSPR_SMTP_SECURITY": "ssl"}, "starttls, tls or none"),
        ({"CSPR_SMTP_PASSWORD": ""}, "go together"),
    ):
        with pytest.raises(SettingMissing, match=said):
            mail_server({**told, **wrong})
