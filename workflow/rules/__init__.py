"""Who may do what, which moves are legal, what follows. Pure: facts in, a verdict out."""
