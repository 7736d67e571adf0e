"""Documents to hand out: one description, many forms.

making        what there is: the text, all changes, the text in brackets, the table of decisions
brackets      the text as it is negotiated: what is not agreed stands in brackets
paper         a document before it has a form, and its changes put into words
word          as a Word file
plain         as plain text and Markdown
web           as one page of HTML
printed       as PDF
opendocument  as ODT
forms         `write(paper, Form.PDF)`
matrix        the table of comments, out and back in
"""
