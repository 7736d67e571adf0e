"""The record, seals, time stamps, the package."""
