"""What is refused of files that people send: what is wrong, and what to do next.

Nothing is lost by a refusal: a file that was uploaded is kept as it came.
"""

from workflow.errors.roots import Conflict, Invalid


class FileRefused(Invalid):
    """This file cannot be read. Please send the text as a Word file (.docx)."""


class EmptyFile(FileRefused):
    """The file is empty. Please look whether it opens on your machine, and send it again."""


class FileTooLarge(FileRefused):
    """The file is larger than {limit} megabytes. Please take out large pictures, or send the text alone."""  # noqa: E501


class UnknownFile(FileRefused):
    """This is no file we can read a text from. Please save it as a Word file (.docx) and send it again."""  # noqa: E501


class OldWordFile(FileRefused):
    """This is a Word file of the old kind (.doc). Please open it in Word, choose "Save as" and .docx, and send that file; tracked changes stay in it."""  # noqa: E501


class PasswordNeeded(FileRefused):
    """The file is protected with a password. Please remove the password in Word (File, Info, Protect Document) and send it again."""  # noqa: E501


class PagesFile(FileRefused):
    """This is a file of Apple Pages. Please choose "Export to Word" in Pages, and send the .docx file."""  # noqa: E501


class PdfFile(FileRefused):
    """This is a PDF, which shows a text and does not hold its paragraphs or tracked changes. Please send the Word file it was made from."""  # noqa: E501


class WinmailFile(FileRefused):
    """Outlook packed the attachment into a winmail.dat, which only Outlook can open. Please send the mail as HTML or plain text, or upload the Word file here."""  # noqa: E501


class RichTextFile(FileRefused):
    """This is a rich text file (.rtf). Please open it in Word, choose "Save as" and .docx, and send that file."""  # noqa: E501


class OtherOfficeFile(FileRefused):
    """This is a {kind}, not a text. Please send the text as a Word file (.docx)."""


class PackedFolder(FileRefused):
    """This is an archive with files in it. Please unpack it and send the Word file alone."""


class MacrosInside(FileRefused):
    """The file holds macros, which are programs. Please save it in Word as a document without macros (.docx) and send that file."""  # noqa: E501


class ArchiveDamaged(FileRefused):
    """The file is damaged: {reason}. Please open it in Word, save it anew, and send that file."""


class ArchiveEncrypted(FileRefused):
    """Parts of the file are encrypted. Please save it in Word without a password and send it again."""  # noqa: E501


class ArchiveCrowded(FileRefused):
    """The file has {count} parts; a Word file has at most {limit}. Please open it in Word, save it anew, and send that file."""  # noqa: E501


class ArchiveTooLarge(FileRefused):
    """The file would unpack to more than {limit} megabytes. Please take out large pictures and tables, or send the text alone."""  # noqa: E501


class ArchiveBomb(FileRefused):
    """The part {part} is packed {ratio} times smaller than it is, as no text ever is. Please copy the text into a new Word file and send that."""  # noqa: E501


class ArchiveLies(FileRefused):
    """The part {part} is not as large as the file says. It may have been damaged on its way: please open it in Word, save it anew, and send that file."""  # noqa: E501


class ArchiveTwice(FileRefused):
    """The file holds the part {part} twice, so that two programs may read two texts in it. Please open it in Word, save it anew, and send that file."""  # noqa: E501


class ArchivePaths(FileRefused):
    """The file holds a part with a name that points out of it ({part}). No Word program writes that: please copy the text into a new file and send that."""  # noqa: E501


class ArchiveLinks(FileRefused):
    """The file holds a link instead of a part ({part}). No Word program writes that: please copy the text into a new file and send that."""  # noqa: E501


class ArchiveOverlaps(FileRefused):
    """Parts of the file lie on top of each other ({part}). No Word program writes that: please copy the text into a new file and send that."""  # noqa: E501


class MainPartMissing(FileRefused):
    """The file has no text in it that we can find. Please open it in Word, save it anew, and send that file."""  # noqa: E501


class MainPartOutside(FileRefused):
    """The text of the file lies outside it, and we fetch nothing from elsewhere. Please save it in Word as a complete file and send that."""  # noqa: E501


class DeclaresEntities(FileRefused):
    """The part {part} declares words of its own (a DOCTYPE), which can hide or fetch other text. No Word program writes that: please copy the text into a new file and send that."""  # noqa: E501


class PartDamaged(FileRefused):
    """The part {part} of the file is damaged (line {line}). Please open it in Word, let it repair the file, save it, and send it again."""  # noqa: E501


class PartTooDeep(FileRefused):
    """The part {part} is nested more than {limit} levels deep. Please copy the text into a new Word file and send that."""  # noqa: E501


class PartCrowded(FileRefused):
    """The part {part} has more than {limit} elements. Please send the text in several files, or without large tables."""  # noqa: E501


class TooManyParagraphs(FileRefused):
    """The text has more than {limit} paragraphs. Please send it in several files."""


class ReadingTooLong(FileRefused):
    """Reading the file took more than {limit} seconds and was stopped. Please copy the text into a new Word file and send that."""  # noqa: E501


class ReadingTooLarge(FileRefused):
    """Reading the file took too much memory and was stopped. Please copy the text into a new Word file and send that."""  # noqa: E501


class ReadingBroke(FileRefused):
    """We could not read this file, and that is our fault. Please send the text as a new Word file; whoever runs this service can find the reason in its log."""  # noqa: E501


class NoFont(Conflict):
    """This text has letters that no font of this service has, so there is no PDF of it. The Word file has the same words; whoever runs the service can install more fonts."""  # noqa: E501


class NotATable(FileRefused):
    """We found no table of comments in this file: its first row must name at least the columns {columns}. Please take the table from this service, fill it in, and send it again."""  # noqa: E501


class TableTooLong(FileRefused):
    """The table has more than {limit} rows. Please send it in several files."""
