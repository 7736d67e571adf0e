"""People outside and at the table: consultations, meetings, support."""
