"""Word files, in and out: bytes come in and a document of plain values comes out, and back.

    document    all that a Word file says: paragraphs, comments, notes
    paragraphs  a paragraph, the pieces of its text and the marks on them
    lines       the same with marks taken or refused: a text, line by line
    changes     the tracked changes as people would list them
    identity    the marks by which a file is known
    reading     from bytes to a document
    safely      the same in a process of its own, with limits; `child` is that process, and what
                comes out of it is packed by `wire`
    returned    a file that came back, beside the text that was sent
    writing     Word files on their way out

Nothing that a file says about who changed it and when is evidence: it is kept as the file's claim.
"""
