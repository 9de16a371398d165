"""`cspr partner`: who sends us messages; and sending a file as they would."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.place import place
from services.notifications.partners import (
    PartnerRefused,
    add_partner,
    list_partners,
    send,
)
from shared.log.topics import TopicRefused, partner_in, partner_out

app = typer.Typer(no_args_is_help=True, help="Partners: who they are, and what they sent.")
Name = Annotated[str, typer.Argument(help="The partner's name, as in its topics.")]


@app.command("add")
def add_command(
    name: Name,
    may_import: Annotated[
        bool, typer.Option("--may-import", help="It may send imported history.")
    ] = False,
    authority: Annotated[
        list[str] | None,
        typer.Option(help="An authority it may report for (GSS code); any if left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a partner's topics and let it in; done again, it changes what the partner may."""
    config = place().config("notifications")
    try:
        asyncio.run(add_partner(config, name, may_import, authorities=authority or None))
    except (PartnerRefused, TopicRefused) as error:
        raise fail(str(error)) from None
    topics = {
        "topic_in": config.topic_prefix + partner_in(name).name,
        "topic_out": config.topic_prefix + partner_out(name).name,
    }
    if as_json:
        print_json({"name": name, **topics})
        return
    say(f"{name} sends to {topics['topic_in']} and is answered on {topics['topic_out']}.")
    say(f"A token for HTTP: cspr token --as partner-{name}")


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """All partners, with how many of their messages were accepted, refused and held."""
    found = asyncio.run(list_partners(place().config("notifications")))
    if as_json:
        print_json([{name: getattr(each, name) for name in each.__slots__} for each in found])
        return
    print_table(
        "Partners",
        ("name", "sends to", "may import", "accepted", "refused", "held"),
        [
            (
                each.name,
                each.topic_in,
                "yes" if each.may_import else "no",
                each.accepted,
                each.refused,
                each.held,
            )
            for each in found
        ],
    )


@app.command("send")
def send_command(
    name: Name,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="One JSON object, a list of them, or one a line."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Publish a file's messages to the partner's topic, as its own system would."""
    try:
        count = asyncio.run(send(place().config("notifications"), name, file))
    except PartnerRefused as error:
        raise fail(str(error)) from None
    if as_json:
        print_json({"sent": count})
        return
    say(f"{count} sent; `cspr partner list` tells what became of them.")
