"""Everything for one machine: Kafka and Postgres from packages, a process runner, a browser.

For development, tests and the worked example; it keeps no data safe from a lost disk.
"""
