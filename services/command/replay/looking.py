"""`cspr replay plan | status | diff | attestation`: how all stand, and what differs."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.replay.asked import (
    ReadModelName,
    ReadModels,
    Workers,
    place_of,
    processors,
    run,
    services_of,
)
from shared.folds.attestation import Diff
from shared.folds.gate import diff
from shared.folds.options import Options
from shared.folds.plan import Plan, plan
from shared.folds.status import Standing, status

unsigned = "The attestation is NOT SIGNED: CSPR_LEDGER_KEY was not set when it was made."


def plan_command(
    read_models: ReadModels = None, workers: Workers = processors, as_json_: AsJson = False
) -> None:
    """Say what the log holds, and by a sample of two seconds what a rebuild will take."""
    show_plan(read_models, Options(workers=workers), machine=as_json_)


def show_plan(read_models: list[str] | None, options: Options, *, machine: bool) -> None:
    """Print what a rebuild with these options would read and need; nothing is done."""
    found = {
        service: run(service, plan(place_of(service, options.workers), models, options))
        for service, models in services_of(read_models).items()
    }
    if machine:
        print_json({service: asdict(planned) for service, planned in found.items()})
        return
    print_table(
        "What a rebuild would read and need",
        ("service", "events", "oldest is there", "log bytes", "seconds", "disk bytes"),
        [(service, *_needs(planned)) for service, planned in found.items()],
    )
    first = next(iter(found.values()))
    print_table(
        "Events by type, scaled up from the sample",
        ("event", "about"),
        list(first.about_events_by_type.items()),
    )
    print_table("Partitions", ("partition", "oldest", "up to"), _partitions(first))


def _needs(planned: Plan) -> tuple[object, ...]:
    return (
        planned.events,
        "yes" if planned.oldest_is_there else "NO: it cannot be rebuilt",
        f"about {planned.about_log_bytes}",
        f"about {planned.about_seconds}",
        f"about {planned.about_disk_bytes}",
    )


def _partitions(planned: Plan) -> list[tuple[int, int, int]]:
    return [(number, first, end) for number, (first, end) in planned.partitions.items()]


def status_command(read_models: ReadModels = None, as_json_: AsJson = False) -> None:
    """Every generation: its state, how far it has come, how far it is behind the living one."""
    found = {
        service: run(service, status(place_of(service), models))
        for service, models in services_of(read_models).items()
    }
    if as_json_:
        print_json(
            {service: [asdict(each) for each in all_] for service, all_ in found.items()}
        )
        return
    print_table(
        "Generations",
        ("service", "read model", "generation", "state", "as", "behind", "parked", "since", ""),
        [
            (
                service,
                each.read_model,
                each.generation,
                each.state,
                each.as_name,
                each.behind,
                each.parked,
                f"{each.since:%Y-%m-%d %H:%M:%S}",
                _remark(each),
            )
            for service, all_ in found.items()
            for each in all_
        ],
    )


def _remark(each: Standing) -> str:
    if each.state in ("planned", "replaying", "catching_up", "verifying"):
        at_it = "" if each.somebody_is_at_it else "; nobody is at it: `cspr replay resume`"
        return f"{each.partitions_folded} of {each.partitions} partitions{at_it}"
    if each.state == "retired":
        if each.follows_until is None:
            return "its rows are gone"
        return f"follows until {each.follows_until:%Y-%m-%d %H:%M:%S}"
    if keys := each.manifest.get("key_destructions"):
        return f"key destructions: {told(keys)}"
    return str(each.manifest.get("why", ""))


def diff_command(
    read_model: ReadModelName,
    generation: Annotated[
        int | None, typer.Option(help="A generation; the newest that is ready if left out.")
    ] = None,
    as_json_: AsJson = False,
) -> None:
    """Bring a generation that is ready and the living one to one cut, and compare them there.

    Exit status 1 when they differ.
    """
    ((service, _),) = services_of([read_model]).items()
    where = place_of(service)
    found = run(service, diff(where, read_model, generation))
    if as_json_:
        print_json(found.noted())
    else:
        show_diff(found)
    if found.attestable and where.attest is not None and where.attest.signed_by is None:
        say(unsigned)
    if not found.identical:
        raise typer.Exit(1)


def attestation_command(
    read_model: ReadModelName,
    generation: Annotated[
        int | None, typer.Option(help="A generation; the newest that has one if left out.")
    ] = None,
    as_json_: AsJson = False,
) -> None:
    """The signed note that a replay gave exactly the living rows, for `cspr_verify.py`.

    Keep it as it is. Exit status 1 when there is none, or when it is not signed.
    """
    ((service, _),) = services_of([read_model]).items()
    noted = [
        each.manifest["attestation"]
        for each in run(service, status(place_of(service), [read_model]))
        if generation in {None, each.generation}
        and isinstance(each.manifest.get("attestation"), dict)
    ]
    if not noted:
        raise fail(f"No replay of {read_model} is attested: `cspr replay start {read_model}`.")
    newest = noted[-1]
    if as_json_:
        print_json(newest)
    else:
        sys.stdout.write(newest.get("note") or newest.get("statement") or newest["content"])
    if not newest.get("note"):
        raise fail(unsigned)


def show_diff(found: Diff) -> None:
    """Print what was found, and how to accept it."""
    print_table(
        "Two generations at one cut",
        ("read model", "", "generation", "rows", "digest"),
        [
            (found.read_model, "living", *_folded(asdict(found.living))),
            (found.read_model, "beside", *_folded(asdict(found.beside))),
        ],
    )
    if found.differences:
        print_table(
            "Rows that differ, the first of them",
            ("key", "", "columns"),
            [(*_difference(each),) for each in found.differences],
        )
    if not found.same_key_destructions:
        say(
            f"Built under different key destructions: the living one under"
            f" {told(found.living.key_destructions)}, the other under"
            f" {told(found.beside.key_destructions)}. Rows hold ciphertext and do not depend on"
            " them; what can be opened of them does."
        )
    if found.identical:
        code = "the same code" if found.same_code else "changed code"
        say(f"Identical, folded by {code}.")
        return
    if found.same_code:
        say("The same code folded both: this is a fault. Look for who wrote to the table.")
    say(f"To accept this: cspr replay swap {found.read_model} --accept {found.digest}")


def told(cut: Mapping[str, Mapping[str, int]] | None) -> str:
    """A key-destruction cut in words: how many, and where the last of each partition stands."""
    if cut is None:
        return "a number that was not noted"
    if not cut:
        return "none"
    places = ", ".join(f"{number}:{each['last']}" for number, each in sorted(cut.items()))
    return f"{sum(each['count'] for each in cut.values())} (up to {places})"


def _folded(each: dict[str, Any]) -> tuple[object, ...]:
    return (each["generation"], each["rows"], each["digest"])


def _difference(each: Any) -> tuple[str, str, str]:
    return (", ".join(each["key"]), each["kind"], ", ".join(each["columns"]))
