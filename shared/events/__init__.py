"""The language that all services speak: events, their values, and how they travel.

Promises: a published version of an event always decodes (`tests/contract/history/`); an
event class refuses bad values, ignores fields it does not know, and never quotes its input.
Imports nothing but the standard library and pydantic.
"""
