"""Proof: that what was decided, what the log holds and what readers see are the same.

Promises: every event of a store is in the log, unaltered and in its place, or is named.
"""
