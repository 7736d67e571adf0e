"""Letters of symbol fonts, as the characters they look like.

Word keeps them as places in a font, often moved up to U+F000. Without the font they would be
gibberish. The tables are those of the Unicode standard (mappings of Symbol, and of the dingbats
that came from Wingdings and Webdings); a place that is not in them stays as it is.
"""

_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "\u203eαβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
    "⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\uf0f0〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_WINGDINGS = (
    " 🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭📁📂📄🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄"
    "🕆✞🕈✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓🙰🙵●🔾■□🞐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶🙶🙷"
)
_WINGDINGS_HIGH = (
    "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•⬝⭘🞆🞈◉◎🔿▪◻🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓"
    "🕔🕕🕖🕗🕘🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘⮚⮙⮛⮈⮊⮉⮋🡨🡪🡩🡫🡬🡭🡯🡮🡸🡺🡹🡻🡼🡽🡿🡾"
    "⇦⇨⇧⇩⬄⇳⬀⬁⬃⬂🢬🢭🗶✔🗷🗹"
)
_WINGDINGS_2 = {0x50: "✓", 0x51: "🗵", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "●", 0xA3: "⬜"}
_WEBDINGS = (
    " 🕷🕸🕲🕶🏆🎖🖇🗨🗩🗰🗱🌶🎗🙾🙼🗕🗖🗗⏴⏵⏶⏷⏪⏩⏮⏭⏸⏹⏺🗚🗳🛠🏗🏘🏙🏚🏜🏭🏛🏠🏖🏝🛣🔍🏔👁👂🏞🏕🛤🏟🛳🕬🕫🕨🔈🎔🎕🗬🙽🗭🗪🗫"
    "⮔✔🚲⬜🛡📦🛱⬛🚑🛈🛩🛰🟈🕴⬤🛥🚔🗘🗙❓🛲🚇🚍⛳⦸⊖🚭🗮⏐🗯🗲"
)

FONTS = {
    "symbol": {
        **dict(enumerate(_SYMBOL, 0x20)),
        **dict(enumerate(_SYMBOL_HIGH, 0xA0)),
    },
    "wingdings": {
        **dict(enumerate(_WINGDINGS, 0x20)),
        **dict(enumerate(_WINGDINGS_HIGH, 0x80)),
    },
    "wingdings 2": _WINGDINGS_2,
    "webdings": dict(enumerate(_WEBDINGS, 0x20)),
}
_MOVED = 0xF000


def character(font: str, place: str) -> str:
    """Return the character of a w:sym: a font, and a place in it as hexadecimal digits."""
    try:
        number = int(place, 16)
    except ValueError:
        return ""
    if not 0x20 <= number < 0x110000 or 0xD800 <= number < 0xE000:
        return ""
    return shown(font, chr(number))


def shown(font: str, text: str) -> str:
    """Return text in a symbol font as it looks; text in other fonts is what it is."""
    table = FONTS.get(font.lower())
    if table is None:
        return text
    return "".join(table.get(_place(sign), sign) for sign in text)


def _place(sign: str) -> int:
    number = ord(sign)
    return number - _MOVED if _MOVED <= number <= _MOVED + 0xFF else number
