"""What a run finds that an earlier one left unfinished: digests that the ledger does not know, a ledger that is damaged or gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.datamodel.protocols import Ledger
from pipeline.storage.deliveries import read_delivery
from pipeline.storage.ledger import LEDGER, SqliteLedger
from pipeline.storage.mending import opened
from pipeline.storage.outputs import Outputs
from pipeline.text.similarity import sketch


def open_ledger(outputs: Outputs, tell: Callable[[str], None]) -> SqliteLedger:
    """The ledger of an outputs folder, which must be held, with all digests in it; a damaged one is moved aside and made anew from them.

    tell: told in one line what was done. Raises OutputError when the ledger cannot be opened or written.
    """
    path = outputs.root / LEDGER
    ledger, aside = opened(path)
    try:
        outputs.tidy()
        found = _counted(recover(outputs, ledger))
    except BaseException:
        ledger.close()
        raise
    if aside is not None:
        tell(f"{path}: damaged; moved to {aside.name} and made anew from {found or 'nothing'}")
    elif found:
        tell(f"{path}: {found} taken over that it did not know")
    return ledger


def recover(outputs: Outputs, ledger: Ledger) -> int:
    """Record the digests that stand in the folder and not in the ledger, so that they are not made again; returns how many there were.

    A run that is killed between the two leaves one; a ledger that is lost leaves all. Those that were superseded stay as they are.
    """
    found = 0
    for folder in outputs.folders(except_of=ledger.ids()):
        delivered = read_delivery(folder)
        if delivered is None:
            continue
        row, text = delivered
        earlier = ledger.delivered(row.location)
        if earlier:
            outputs.supersede(earlier.id)
        ledger.record(replace(row, sketch=sketch(text)))
        found += 1
    return found


def _counted(digests: int) -> str:
    return f"{digests} digest{'s' if digests > 1 else ''}" if digests else ""
