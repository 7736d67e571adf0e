"""Files, in and out: bytes and plain values come in, bytes and verdicts go out."""
