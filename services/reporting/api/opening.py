"""Opening a Panel report for somebody: noted first, and never more than it holds."""

from typing import Any

from services.reporting.documents.canonical import as_json, sealed_in, with_texts
from services.reporting.documents.package import PanelReport
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.identity import Actor


async def opened(desk: Desk, actor: Actor, package: PanelReport) -> dict[str, Any]:
    """The package with its texts; that they are opened is noted first."""
    shown = as_json(package)
    values = list(sealed_in(shown))
    if not values:
        return shown
    async with desk.pool.connection() as connection:
        await note_opening(
            desk,
            connection,
            actor,
            subject=package.case,
            purpose=f"Panel report, round {package.round}",
            seals=len(values),
        )
    texts = await desk.sealer.open_many(package.case, values)
    by_seal = {value.seal: text for value, text in zip(values, texts, strict=True)}
    return dict(with_texts(shown, by_seal))
