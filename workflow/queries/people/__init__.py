"""Who there is, and who may decide for whom."""
