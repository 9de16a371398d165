"""The `cspr` command: run the system locally, ask it, replay it, audit it, reconcile it."""

import sys

import psycopg
import typer
from aiokafka.errors import KafkaError

from services.command import (
    actions,
    audit,
    briefing,
    calendar,
    case,
    drafts,
    erase,
    learning,
    obligations,
    parked,
    partner,
    record,
    reminders,
    replay,
    thematic,
    theme,
)
from services.command.analysis import analysis_command
from services.command.output import say
from services.command.place import NothingRuns
from services.command.reconcile import reconcile_command
from services.command.run import run_command
from services.command.statistics import statistics_command
from services.command.token import token_command
from shared.edge.config import SettingMissing

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The system of record for reviews of serious child safeguarding cases.",
)
app.command("run")(run_command)
app.command("token")(token_command)
app.command("statistics")(statistics_command)
app.command("analysis")(analysis_command)
app.command("reconcile")(reconcile_command)
app.add_typer(case.app, name="case")
app.add_typer(calendar.app, name="calendar")
app.add_typer(obligations.app, name="obligations")
app.add_typer(actions.app, name="action")
app.add_typer(thematic.app, name="thematic")
app.add_typer(reminders.app, name="reminders")
app.add_typer(drafts.app, name="drafts")
app.add_typer(audit.app, name="audit")
app.add_typer(partner.app, name="partner")
app.add_typer(record.app, name="record")
app.add_typer(theme.app, name="theme")
app.add_typer(briefing.app, name="briefing")
app.add_typer(learning.app, name="learning")
app.add_typer(parked.app, name="parked")
app.add_typer(replay.app, name="replay")
app.add_typer(erase.app, name="erase")


def main() -> None:
    """Run the command; what an operator can mend is said in words, with exit status 2."""
    try:
        app()
    except (NothingRuns, SettingMissing) as error:
        say(str(error))
        sys.exit(2)
    except psycopg.OperationalError:
        say("The database does not answer. Is the system running? `make run` starts it.")
        sys.exit(2)
    except KafkaError:
        say("Kafka does not answer. Is the system running? `make run` starts it.")
        sys.exit(2)


if __name__ == "__main__":
    main()
