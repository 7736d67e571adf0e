"""How an agency reads, writes, clears and sends its answer."""
