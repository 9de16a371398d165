"""`cspr replay` with an operation's name does that; without one, it folds and compares once."""

from typing import Any

from typer.core import TyperGroup


class Operations(TyperGroup):
    """A read model, an option or nothing in place of an operation means the one-shot check."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the hidden command's name before what is none."""
        asks_for_help = bool(args) and args[0] == "--help"
        if not asks_for_help and (not args or args[0] not in self.commands):
            args = ["once", *args]
        return super().parse_args(ctx, args)
