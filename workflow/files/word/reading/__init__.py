"""From the bytes of a file to a `document.WordDocument`.

archive       is this an archive that can be opened without harm
trees         its parts as trees of elements, parsed so that nothing is fetched or expanded
reading       the trees as a document, by walking `flow` and `inline`
opendocument  the same for the files of LibreOffice
"""
