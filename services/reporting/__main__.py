"""`python -m services.reporting serve | work | relay | migrate`."""

import sys

from services.reporting.engine import service
from services.reporting.ledger import checkpoints
from shared.edge.program import run_program

if __name__ == "__main__":
    sys.exit(run_program(service(), "services.reporting.app", sys.argv[1:], also=checkpoints))
