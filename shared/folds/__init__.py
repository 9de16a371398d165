"""Read models: folds over the log, live in batches, in bulk for a rebuild, compared at one cut.

Promises: a row depends on the events of its subject alone; a live read model and one that is
folded anew from offset 0 are equal, row by row; nothing here decides, sends or publishes.
"""
