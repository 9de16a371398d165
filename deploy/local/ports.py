"""Free TCP ports on this machine, for servers that keep them over a restart."""

import random
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_ports(count: int) -> list[int]:
    """Find `count` different ports on 127.0.0.1 that nobody listens on.

    They lie below the range from which the kernel gives ports to clients: a client that calls a
    server of ours while it is down could otherwise be given that very port, connect to itself,
    and keep the server from coming back.
    """
    lowest_for_clients = int(_RANGE.read_text().split()[0]) if _RANGE.exists() else 32768
    highest = max(lowest_for_clients, 12_000)
    held: list[socket.socket] = []
    try:
        for port in random.sample(range(10_000, highest), k=min(2_000, highest - 10_000)):
            if len(held) == count:
                break
            candidate = socket.socket()
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                candidate.close()
            else:
                held.append(candidate)
        if len(held) < count:
            raise RuntimeError(
                f"No {count} free ports between 10000 and {highest} on 127.0.0.1."
            )
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()
