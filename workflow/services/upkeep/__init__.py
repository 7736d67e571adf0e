"""Jobs for the worker, and the backup."""
