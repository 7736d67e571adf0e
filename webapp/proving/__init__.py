"""What anybody can check: record, keys, packages."""
