"""The witness: another party runs it over a folder to which checkpoints are copied.

It cosigns a checkpoint only after a proof that it continues the last one which it cosigned, so
that nobody can be shown another history than the one the witness saw. Needs `cryptography` and
no other package. See docs/ledger.md.
"""
