"""What pages and mails read, as frozen dataclasses. Nothing here writes."""
