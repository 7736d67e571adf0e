"""How a Word file tells which text it holds: marks that survive different programs.

    custom property, custom XML, identifier   the token, in three places
    footer of each page                       the token, printed
    document id                               follows from the fingerprint of the version
    paragraph id, text id                     follow from the block and from its words
    hidden bookmark `_ov_...`                 around each block, named after it

Word keeps paragraph ids and properties, LibreOffice keeps bookmarks and properties, others keep
what is printed. Everything follows from the version and the token, so that whoever knows the
version can look for the marks without asking anybody.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from workflow.text.blocks import Block

PROPERTY = "OnevoiceToken"
FINGERPRINT = "OnevoiceText"
NAMESPACE = "urn:onevoice:identity:1"
BOOKMARK = "_ov_"
PRINTED = "Onevoice "
"""What stands before the token in the footer."""

ASSISTANT = "Onevoice"
"""Author of the instructions."""

INSTRUCTIONS = (
    "Write your answer into this file. Changes are tracked: edit the words as in any draft.",
    "Say why in a comment beside the change. Paragraphs number themselves.",
    "Then send the file back: upload it on the page of the round, or answer the mail it came with.",
    "You agree with everything? “No changes” on the page of the round is one click.",
)

_NAME = re.compile(r"[^A-Za-z0-9]")
_LONGEST = 40  # of a bookmark's name, in Word
_MOST = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Identity:
    """What is marked in the file: the fingerprint of the text, and who got this file."""

    fingerprint: str
    token: str

    @property
    def document_id(self) -> str:
        """Eight digits for `w14:docId`; the same for all files of a version."""
        return document_id(self.fingerprint)

    @property
    def guid(self) -> str:
        """The same in the form of `w15:docId`."""
        d = hashlib.sha256(f"document:{self.fingerprint}".encode()).hexdigest().upper()
        return f"{{{d[:8]}-{d[8:12]}-4{d[13:16]}-A{d[17:20]}-{d[20:32]}}}"


def is_instruction(comment: str) -> bool:
    """Tell whether a comment is ours: it is known by its words, since programs change authors."""
    return INSTRUCTIONS[0] in comment and INSTRUCTIONS[-1] in comment


def document_id(fingerprint: str) -> str:
    """Return the document id of all files that hold the text with this fingerprint."""
    return _digits("document", fingerprint)


def paragraph_ids(blocks: Iterable[Block]) -> dict[str, str]:
    """Return for each block the id of its paragraph; two blocks never share one."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for block in blocks:
        digits, again = _digits("paragraph", block.id), 0
        while digits in taken:
            again += 1
            digits = _digits("paragraph", f"{block.id} {again}")
        taken.add(digits)
        found[block.id] = digits
    return found


def paragraph_id(name: str) -> str:
    """Return the id of a paragraph that has a name of its own."""
    return _digits("paragraph", name)


def text_id(text: str) -> str:
    """Return the id of a paragraph's words; other words have another."""
    return _digits("text", text)


def bookmark(block: str) -> str:
    """Return the name of the hidden bookmark around a block."""
    name = BOOKMARK + _NAME.sub(lambda sign: f"_{ord(sign.group()):x}_", block)
    return name if len(name) <= _LONGEST else f"{BOOKMARK}_{_digits('bookmark', block)}"


def _digits(what: str, words: str) -> str:
    """Return eight hexadecimal digits from 1 to 7FFFFFFF, as Word wants them."""
    number = int(hashlib.sha256(f"{what}:{words}".encode()).hexdigest()[:8], 16) % _MOST
    return f"{number + 1:08X}"
