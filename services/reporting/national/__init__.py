"""The national statistics as files: DfE's columns, rounding, what is held back, revisions."""
