"""What could name a person: sealed before it is decided on, readable while its key lives.

Promises: a sealed value opens only under its own subject, key and seal id; a key is never made
twice and never made again once destroyed; without the store of keys nothing sealed is written.
Does not promise: that a destroyed key is gone from older backups of the store, or from memory
of a running process before its short cache has expired.
"""
