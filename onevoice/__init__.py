"""The command line: what an administrator and a script type."""
