"""Verbs: one public function is one use case. None commits; the edge does."""
