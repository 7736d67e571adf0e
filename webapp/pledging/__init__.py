"""The text before and between rounds: pledges, versions, guides, references, roadmaps."""
