"""A folder for PYTHONPATH: processes started with it have their clock set elsewhere."""
