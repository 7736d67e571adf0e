"""What a text is, how two texts differ, and how many answers become one text. Pure."""
