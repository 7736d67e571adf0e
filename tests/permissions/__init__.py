"""Who may open and do what, walked route by route."""
