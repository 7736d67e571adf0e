"""People outside and at the table: consultations, meetings, packages of support."""
