"""The data of the worked example, counted by other means than the system's."""
