"""The learning library: searching and reading it.

Everything in it is public, and nothing sealed comes near it (ADR 43).
"""
