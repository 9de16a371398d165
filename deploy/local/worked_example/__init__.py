"""The worked example: made-up data that a person can read, and the play that sends it in.

Promises: no case in it is real; playing it twice on the same system changes nothing the second
time; what it expects is asked of the services over HTTP, as anybody would.
"""
