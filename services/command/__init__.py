"""The `cspr` command, a module for each thing it does."""
