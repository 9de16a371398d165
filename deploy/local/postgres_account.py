"""Under which account Postgres runs, since it refuses to run as root."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.local.processes import ProcessFailed

_NOBODY = 65534


def account(postgres: Path, folder: Path) -> Sequence[str]:
    """The command that goes before Postgres's own, so that it may run and write into `folder`.

    Nothing, if we are not root. As root: a user namespace in which we have another number,
    which works in folders that only root may enter; else the account `nobody`, to which
    `folder` is then given.

    Raises:
        ProcessFailed: neither is possible here.
    """
    if os.geteuid() != 0:
        return ()
    for before in _ways():
        if ties_itself(before):
            _give(folder, _NOBODY)
        if _works(before, postgres, folder):
            return before
    raise ProcessFailed(
        "Postgres does not run as root, and no other account can be used here: user namespaces"
        f" are closed, and the account nobody cannot use {postgres} or {folder}."
        " Run as another user, or name a Postgres that runs already in CSPR_DATABASE."
    )


def ties_itself(before: Sequence[str]) -> bool:
    """Whether the command sees to it that Postgres ends with its parent.

    Changing the account undoes what was asked of the kernel before, and another account may
    have no right to our Python, so `setpriv` asks for it itself.
    """
    return "--pdeathsig=QUIT" in before


def _ways() -> Iterator[Sequence[str]]:
    if unshare := shutil.which("unshare"):
        yield (unshare, "--user", "--map-user=1000", "--map-group=1000")
    if setpriv := shutil.which("setpriv"):
        number = f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"
        yield (setpriv, *number, "--pdeathsig=QUIT")


def _works(before: Sequence[str], postgres: Path, folder: Path) -> bool:
    probe = '"$1" --version && t="$2/.probe" && : > "$t" && rm "$t"'
    shell = [*before, "/bin/sh", "-c", probe, "probe", str(postgres), str(folder)]
    return subprocess.run(shell, capture_output=True).returncode == 0


def _give(folder: Path, number: int) -> None:
    for place, _, files in os.walk(folder):
        os.chown(place, number, number)
        for name in files:
            os.chown(os.path.join(place, name), number, number)
