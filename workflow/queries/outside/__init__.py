"""Consultations, meetings and packages of support."""
