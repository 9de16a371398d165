"""The three services and the `cspr` command."""
