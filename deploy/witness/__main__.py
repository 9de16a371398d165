"""`python -m deploy.witness key|watch`: make a witness, and let it look once or for ever.

Exit status of one look: 0 cosigned or nothing new, 1 refused, 2 it cannot work, 3 waiting for
a proof.
"""

import argparse
import sys
import time
from pathlib import Path

from deploy.witness.look import Outcome, Seen, look
from deploy.witness.memory import Memory
from shared.decisions.clock import SystemClock
from shared.proof.notes import NoteRefused, VerifierKey

statuses = {Outcome.REFUSED: 1, Outcome.WAITING: 3}
cannot_work = 2


def main() -> int:
    """Run what was asked for."""
    args = _arguments()
    try:
        if args.what == "key":
            print(Memory.begin(args.memory, args.name).verifier)
            return 0
        return _watch(args, Memory(args.memory))
    except (OSError, NoteRefused) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        print(f"The witness cannot work: {words}", file=sys.stderr)
        return cannot_work


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    key = kinds.add_parser("key", help="make a witness, and print its public key")
    key.add_argument("name", help="such as witness.example/w1")
    watch = kinds.add_parser("watch", help="look at a folder of checkpoints")
    watch.add_argument("folder", type=Path)
    watch.add_argument("--ledger", action="append", required=True, help="the ledger's key")
    watch.add_argument("--every", type=float, help="seconds between looks; else once")
    for each in (key, watch):
        each.add_argument("--memory", type=Path, required=True, help="its own folder")
    return parser.parse_args()


def _watch(args: argparse.Namespace, memory: Memory) -> int:
    keys, clock, before = [VerifierKey.parse(key) for key in args.ledger], SystemClock(), None
    print(f"Witness {memory.verifier}", flush=True)
    while True:
        seen = look(args.folder, memory, keys, clock)
        if seen != before:
            _tell(seen)
        if args.every is None:
            return statuses.get(seen.outcome, 0)
        before = seen
        time.sleep(args.every)


def _tell(seen: Seen) -> None:
    print(f"{seen.outcome}: {seen.words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
