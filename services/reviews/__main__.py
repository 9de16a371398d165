"""`python -m services.reviews serve | work | relay | migrate | remind`."""

import sys

from services.reviews.engine import reminding, service
from shared.edge.program import run_program

if __name__ == "__main__":
    sys.exit(
        run_program(service(), "services.reviews.app", sys.argv[1:], more={"remind": reminding})
    )
