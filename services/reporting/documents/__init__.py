"""Reports in the making: what goes into them, how they are written, and their digests."""
