"""`python -m services.notifications serve | work | relay | migrate`."""

import sys

from services.notifications.engine import intake, service
from shared.edge.program import run_program

if __name__ == "__main__":
    sys.exit(run_program(service(), "services.notifications.app", sys.argv[1:], also=intake))
