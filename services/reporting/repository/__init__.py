"""The repository of published reviews: reading files, searching, citing, handing out.

Everything in it is public, and nothing sealed comes near it (ADR 32).
"""
