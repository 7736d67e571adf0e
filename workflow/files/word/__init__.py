"""Word files, in and out: bytes come in and a document of plain values comes out, and back.

Reading, from the bytes to what a person is told:

    archive     is this an archive that can be opened without harm
    trees       its parts as trees of elements, parsed so that nothing is fetched or expanded
    reading     the trees as a `document.WordDocument`, by walking `flow` and `inline`
    opendocument  the same for the files of LibreOffice
    paragraphs  a paragraph, the pieces of its text and the marks on them
    lines       the same with marks taken or refused: a text, line by line
    changes     the tracked changes as people would list them
    document    all that a Word file says: paragraphs, comments, notes
    untracked   what differs from what was sent and is not marked in the file
    safely      all of it in a process of its own, with limits
    identity    the marks by which a file is known
    provenance  which version a file was made from, and how sure that is
    homing      the blocks of that version, found again in the file
    writing     Word files on their way out, in a package of its own

Nothing that a file says about who changed it and when is evidence: it is kept as the file's claim.
"""
