"""A Chromium for the tests of the pages: the system's, or installed where that is allowed.

`python -m deploy.local.browser` prints where it is, after installing one if need be.
"""

import os
import shutil
import subprocess
import sys

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What Chromium needs to run as root, and to call nobody of its own accord."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT_SECONDS = 600


class NoBrowser(RuntimeError):
    """No Chromium is here and none can be installed; says which command would install one."""


def find() -> str | None:
    """Where a Chromium is: `CSPR_BROWSER`, the system's, or Playwright's own."""
    if given := os.environ.get("CSPR_BROWSER"):
        return given
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def browser() -> str:
    """Where a Chromium is, installed now if there is none: as root from the system's packages.

    Raises:
        NoBrowser: none can be had.
    """
    if found := find():
        return found
    tried = [_install_package(), _install_playwrights()]
    if found := find():
        return found
    raise NoBrowser(
        "The tests of the pages need a Chromium, and none could be had:\n  "
        + "\n  ".join(tried)
        + "\nInstall one with:  sudo apt-get install --no-install-recommends chromium\n"
        "or name one that is there:  CSPR_BROWSER=/path/to/chromium make test"
    )


def _install_package() -> str:
    apt = shutil.which("apt-get")
    if apt is None:
        return "the system's packages: there is no apt-get here"
    if os.geteuid() != 0:
        return "the system's packages: only root may install them"
    print("installing the package chromium", file=sys.stderr, flush=True)
    install = [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    _run([apt, "update", "-qq"])
    return f"the system's packages: {_run(install)}"


def _install_playwrights() -> str:
    if shutil.which(_NAMES[0]):
        return "Playwright's own: not needed"
    print("installing Playwright's own Chromium", file=sys.stderr, flush=True)
    return (
        f"Playwright's own: {_run([sys.executable, '-m', 'playwright', 'install', 'chromium'])}"
    )


def _run(argv: list[str]) -> str:
    try:
        done = subprocess.run(
            argv,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_APT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {_APT_SECONDS} s"
    if done.returncode == 0:
        return "installed"
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[-1] if said else f"status {done.returncode}"


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def main() -> None:
    """Print where the browser is."""
    try:
        print(browser())
    except NoBrowser as missing:
        raise SystemExit(str(missing)) from None


if __name__ == "__main__":
    main()
