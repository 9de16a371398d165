"""The faults of a rehearsal are for the local run alone."""

import sys
from collections.abc import Iterator

import pytest

from deploy.local.rehearsal import main
from services.command.place import place


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    place.cache_clear()
    yield
    place.cache_clear()


@pytest.mark.parametrize("act", ["fault", "many", "mend", "noise", "alter", "restore"])
def test_no_fault_is_made_in_a_system_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    monkeypatch.setenv("CSPR_MASTER_KEY", "of another system")
    monkeypatch.setattr(sys, "argv", ["rehearsal", act])
    with pytest.raises(SystemExit, match="for the local run alone"):
        main()
