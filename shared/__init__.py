"""What the services share: the language, the log, and the engine that follows and folds it."""
