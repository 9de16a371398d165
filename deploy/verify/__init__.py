"""The verifier: one file for those who do not trust us, copied into every export.

It is handed out and runs elsewhere, so it stands with what is deployed and not in the engine,
and imports nothing of ours: it is a second reading of the forms in docs/ledger.md.
"""
