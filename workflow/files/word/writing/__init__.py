"""Word files on their way out: the same values give the same bytes.

issued      the file in which an agency answers
answers     what agencies and the office say in the margin
tracking    passages as paragraphs with tracked changes
edges       keeps insertions apart that LibreOffice would glue
flow        what is to be written, before it is Word: paragraphs, runs, marks, remarks
body        the flow as the main part of a Word file
masthead    what stands around the text on each page
assembly    all parts of a file together
"""

from workflow.files.word.writing.answers import Answers, Decided, Said
from workflow.files.word.writing.issued import issued

__all__ = ["Answers", "Decided", "Said", "issued"]
