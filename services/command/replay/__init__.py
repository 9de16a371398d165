"""`cspr replay`: read models folded anew beside the living ones, compared, and switched."""

import typer

from services.command.replay import building, changing, looking
from services.command.replay.group import Operations
from services.command.replay.once import (
    as_json_of,
    replay_command,
    replay_service,
    show,
)

__all__ = ["app", "as_json_of", "replay_service", "show"]

app = typer.Typer(
    cls=Operations,
    help="Fold read models anew from the log, beside the living ones; compare, and switch.",
)
app.command("once", hidden=True)(replay_command)
app.command("plan")(looking.plan_command)
app.command("start")(building.start_command)
app.command("status")(looking.status_command)
app.command("diff")(looking.diff_command)
app.command("attestation")(looking.attestation_command)
app.command("swap")(changing.swap_command)
app.command("rollback")(changing.rollback_command)
app.command("cancel")(building.cancel_command)
app.command("resume")(building.resume_command)
app.command("drop")(changing.drop_command)
