"""The pictures of `docs/guide`, taken from the running system."""
