"""How a service decides: its event store, decide and evolve, the clocks of law, time and ids.

Promises: a command sees all events of its subject that its service wrote, and appends after
them or not at all; whatever a fold would need a clock for is decided here, before writing.
"""
