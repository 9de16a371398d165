"""All metrics, each declared once with its unit and meaning; served at `/metrics`.

Labels hold names of our own parts, never a subject, a person or what was sent.
"""

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.responses import Response

latency_seconds = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

http_requests = Counter(
    "cspr_http_requests", "HTTP requests answered (count).", ["method", "route", "status"]
)
http_seconds = Histogram(
    "cspr_http_seconds",
    "From a request to its answer (seconds).",
    ["route"],
    buckets=latency_seconds,
)
faults = Counter("cspr_faults", "Requests that ended in a fault of ours (count).", ["kind"])

events_appended = Counter(
    "cspr_events_appended", "Events written to the event store (count).", ["service"]
)
commands_refused = Counter(
    "cspr_commands_refused", "Commands refused in words (count).", ["service"]
)
command_seconds = Histogram(
    "cspr_command_seconds",
    "From a command to its committed events (seconds).",
    ["service"],
    buckets=latency_seconds,
)

relay_waiting = Gauge(
    "cspr_relay_waiting", "Events committed and not yet published (count).", ["service"]
)
relay_oldest_seconds = Gauge(
    "cspr_relay_oldest_seconds", "Age of the oldest unpublished event (seconds).", ["service"]
)

follower_lag = Gauge(
    "cspr_follower_lag",
    "Records in the log after the follower's offset (count).",
    ["follower"],
)
follower_parked = Gauge(
    "cspr_follower_parked", "Subjects set aside, waiting for a person (count).", ["follower"]
)
follower_parked_oldest_seconds = Gauge(
    "cspr_follower_parked_oldest_seconds",
    "Age of what was set aside longest ago, 0 where nothing is (seconds).",
    ["follower"],
)
follower_paused = Gauge(
    "cspr_follower_paused",
    "1 while a partition stands still: it needs a newer build, or too many subjects failed.",
    ["follower"],
)

reconcile_balances = Gauge(
    "cspr_reconcile_balances",
    "1 if the last check found nothing, else 0; check is tail or whole.",
    ["check"],
)
reconcile_faults = Gauge(
    "cspr_reconcile_faults",
    "Faults that the last whole check found, or that the tail showed since (count).",
    ["check", "part", "kind"],
)
reconcile_checked_at = Gauge(
    "cspr_reconcile_checked_at", "When the last check ended (seconds since 1970).", ["check"]
)
reconcile_seconds = Gauge(
    "cspr_reconcile_seconds", "How long the last check took (seconds).", ["check"]
)

intake_messages = Counter(
    "cspr_intake_messages",
    "Partner messages accounted for (count); way is http or kafka.",
    ["partner", "way", "outcome"],
)

reminders_unsent = Gauge(
    "cspr_reminders_unsent",
    "Reminders decided and not handed to a mail server (count);"
    " state is waiting, refused or no-address.",
    ["state"],
)
reminders_oldest_unsent_seconds = Gauge(
    "cspr_reminders_oldest_unsent_seconds",
    "Age of the oldest reminder that was not handed over, 0 where none is (seconds).",
)

keys_unavailable = Counter(
    "cspr_keys_unavailable", "Requests that found no store of keys (count)."
)
seals_opened = Counter(
    "cspr_seals_opened", "Sealed texts opened for a person, each noted (count)."
)


def metrics_page() -> Response:
    """All metrics of this process, in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
