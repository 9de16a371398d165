"""`python -m services.reviews serve | work | relay | migrate`."""

import sys

from services.reviews.engine import service
from shared.edge.program import run_program

if __name__ == "__main__":
    sys.exit(run_program(service(), "services.reviews.app", sys.argv[1:]))
