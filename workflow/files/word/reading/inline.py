"""Walks what stands in a line: runs of text, what wraps them, fields, notes, pictures."""

from collections.abc import Callable, Mapping

from workflow.files.word.document import Oddity, Thing
from workflow.files.word.paragraphs import Place
from workflow.files.word.reading.book import Book, joined
from workflow.files.word.reading.marking import Marks, under
from workflow.files.word.reading.names import XML_SPACE, Element, M, W, val
from workflow.files.word.reading.pen import PAGE, Pen
from workflow.files.word.reading.ranges import RANGES, note_range
from workflow.files.word.reading.styles import switched_on
from workflow.files.word.reading.symbols import FONTS, character, shown
from workflow.files.word.reading.wrapped import ALTERNATIVE, FALLBACK, PASSED, alternative, inside

Box = Callable[[Element, Marks], str]

_TXBX = f"{W}txbxContent"
_LOOKED_AT = tuple(f"{W}{name}" for name in ("rPrChange", "rFonts", "vanish", "color", "sz"))
_BLANKS = " \t\r\n"
_TINY = 4
"""Half points; nobody reads a text of two points."""
_PALE = frozenset(("FFFFFF", "FEFEFE", "FDFDFD"))


class Inline:
    """The walk through the lines of one story."""

    def __init__(self, book: Book, pen: Pen, box: Box) -> None:
        """Write with a pen; a text box is walked by `box`."""
        self.book, self.pen, self._box = book, pen, box
        self.hidden_style = False
        self._font = ""

    @property
    def at(self) -> int | None:
        """The place in the body, or None beside it."""
        return self.pen.at if self.pen.place is Place.BODY else None

    def walk(self, parent: Element, marks: Marks) -> None:
        """Walk all children."""
        for element in parent:
            self.one(element, marks)

    def one(self, element: Element, marks: Marks) -> None:
        """Walk one element, whatever it is; what is not known holds no text."""
        act = _INLINE.get(str(element.tag))
        if act:
            act(self, element, marks)

    def run(self, element: Element, marks: Marks) -> None:
        """Walk a run: text of one look."""
        self._font = ""
        for inner in element:
            act = _IN_RUN.get(str(inner.tag))
            if act:
                act(self, inner, marks)
            elif inner.tag == f"{W}rPr":
                marks = self._look(inner, marks)
            elif inner.tag == ALTERNATIVE:
                for chosen in alternative(inner):
                    self.run(chosen, marks)

    def _look(self, properties: Element, marks: Marks) -> Marks:
        """Read what matters of the look of a run: its font, its changes, whether it shows."""
        for one in properties.iterchildren(*_LOOKED_AT):
            name = str(one.tag)[len(W) :]
            if name == "rPrChange":
                marks = under(marks, self.book.marking.mark(one))
            elif name == "rFonts":
                self._font = one.get(f"{W}ascii") or one.get(f"{W}hAnsi") or ""
            elif name == "vanish":
                self._odd(Oddity.HIDDEN, properties, met=switched_on(one))
            elif name == "color":
                self._odd(Oddity.TINY, properties, met=one.get(val, "").upper() in _PALE)
            else:
                size = one.get(val, "")
                self._odd(Oddity.TINY, properties, met=size.isdigit() and int(size[:6]) <= _TINY)
        return marks

    def _odd(self, oddity: Oddity, properties: Element, *, met: bool) -> None:
        run = properties.getparent()
        if met and run is not None:
            words = joined(text.text for text in run.iterchildren(f"{W}t", f"{W}delText"))
            self.book.warns(oddity, self.at, words, count=bool(words.strip()))

    def text(self, element: Element, marks: Marks) -> None:
        """Write the text of an element."""
        text = element.text or ""
        if element.get(XML_SPACE) != "preserve":
            text = text.strip(_BLANKS)
        if not text.isprintable():
            text = text.translate(_ONE_LINE)
        if self._font.lower() in FONTS:
            text = shown(self._font, text)
        if text:
            self.pen.write(text, marks)

    def symbol(self, element: Element, marks: Marks) -> None:
        """Write a place in a symbol font as what it looks like."""
        text = character(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
        if text:
            self.pen.write(text, marks)

    def line_break(self, element: Element, marks: Marks) -> None:
        """Write a break of lines, pages or columns."""
        new_page = element.get(f"{W}type") in ("page", "column")
        self.pen.write(PAGE if new_page else "\n", marks)

    def wrapped(self, element: Element, marks: Marks) -> None:
        """Walk what only wraps text."""
        for content in inside(element, self.book):
            self.walk(content, marks)

    def marked(self, element: Element, marks: Marks) -> None:
        """Walk text under a mark."""
        self.walk(element, under(marks, self.book.marking.mark(element)))

    def alternative(self, element: Element, marks: Marks) -> None:
        """Walk the form that is understood."""
        for chosen in alternative(element):
            self.walk(chosen, marks)

    def field_sign(self, element: Element, _marks: Marks) -> None:
        """Note where a field begins, shows and ends."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self.pen.field_begins()
            if element.find(f"{W}ffData") is not None:
                self.book.lists(Thing.FORM, self.at)
        elif kind == "separate":
            self.pen.field_shows()
        elif kind == "end":
            self.pen.field_ends()

    def instruction(self, element: Element, _marks: Marks) -> None:
        """Note what a field shall compute; it is no text."""
        self.pen.field_says(element.text or "")

    def simple_field(self, element: Element, marks: Marks) -> None:
        """Walk a field in one element."""
        self.pen.field_begins()
        self.pen.field_says(element.get(f"{W}instr", ""))
        self.pen.field_shows()
        self.walk(element, marks)
        self.pen.field_ends()

    def note(self, element: Element, marks: Marks) -> None:
        """Note that the number of a note stands here."""
        kind = str(element.tag)[len(W) :].removesuffix("Reference")
        self.pen.write("", marks, note=f"{kind} {element.get(f'{W}id', '')}")

    def comment(self, element: Element, _marks: Marks) -> None:
        """Note that a comment hangs here."""
        self.pen.comment_here(element.get(f"{W}id", ""))

    def ruby(self, element: Element, marks: Marks) -> None:
        """Walk the words under small characters that tell how to read them."""
        for base in element.iterchildren(f"{W}rubyBase"):
            self.walk(base, marks)

    def formula(self, element: Element, marks: Marks) -> None:
        """List a formula with the signs in it: in a row of words it would be another formula."""
        text = joined(one.text for one in element.iter(f"{M}t"))
        self.book.lists(Thing.FORMULA, self.at, text, marks)

    def drawing(self, element: Element, marks: Marks) -> None:
        """List a picture, or walk the text boxes of a drawing."""
        boxes = [box for box in element.iter(_TXBX) if _is_outermost(box, element)]
        for box in boxes:
            self.book.lists(Thing.TEXT_BOX, self.at, self._box(box, marks), marks)
        if not boxes:
            described = next((one for one in element.iter("{*}docPr") if one.get("descr")), None)
            words = "" if described is None else described.get("descr", "")
            self.book.lists(_thing(element), self.at, words, marks)

    def range(self, element: Element, _marks: Marks = ()) -> None:
        """Note where bookmarks, comments and moves begin and end."""
        note_range(self.pen, self.book.marking, element)


def _is_outermost(box: Element, drawing: Element) -> bool:
    """Tell whether no other box of the drawing holds this one, and no form that is not read."""
    for above in box.iterancestors():
        if above is drawing:
            break
        if above.tag in (_TXBX, FALLBACK):
            return False
    return True


def _thing(element: Element) -> Thing:
    if element.tag == f"{W}object":
        return Thing.OBJECT
    return (
        Thing.IMAGE
        if next(element.iter("{*}blip", "{*}imagedata"), None) is not None
        else Thing.CHART
    )


def _written(text: str) -> Callable[[Inline, Element, Marks], None]:
    """Return what writes one fixed text."""

    def write(inline: Inline, _element: Element, marks: Marks) -> None:
        inline.pen.write(text, marks)

    return write


_ONE_LINE = {ord(sign): " " for sign in "\t\r\n"}
Act = Callable[[Inline, Element, Marks], None]

_INLINE: Mapping[str, Act] = {
    f"{W}r": Inline.run,
    f"{W}hyperlink": Inline.walk,
    f"{W}fldSimple": Inline.simple_field,
    f"{M}oMath": Inline.formula,
    f"{M}oMathPara": Inline.formula,
    ALTERNATIVE: Inline.alternative,
    **dict.fromkeys(PASSED, Inline.wrapped),
    **dict.fromkeys((f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), Inline.marked),
    **dict.fromkeys(RANGES, Inline.range),
}
_IN_RUN: Mapping[str, Act] = {
    f"{W}t": Inline.text,
    f"{W}delText": Inline.text,
    f"{W}tab": _written("\t"),
    f"{W}ptab": _written("\t"),
    f"{W}br": Inline.line_break,
    f"{W}cr": _written("\n"),
    f"{W}noBreakHyphen": _written("\u2011"),
    f"{W}softHyphen": _written("\u00ad"),
    f"{W}sym": Inline.symbol,
    f"{W}fldChar": Inline.field_sign,
    f"{W}instrText": Inline.instruction,
    f"{W}delInstrText": Inline.instruction,
    f"{W}footnoteReference": Inline.note,
    f"{W}endnoteReference": Inline.note,
    f"{W}commentReference": Inline.comment,
    f"{W}ruby": Inline.ruby,
    f"{W}drawing": Inline.drawing,
    f"{W}pict": Inline.drawing,
    f"{W}object": Inline.drawing,
}
