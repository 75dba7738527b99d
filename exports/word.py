"""Text documents as Word files, with real headings, lists and tables, so that parts can be pasted into a paper."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import count

from django.conf import settings
from docx import Document as NewDocument
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun
from lxml.etree import SubElement

from exports.document import Block, Document, Run, of_table
from exports.table import Table

_LIST_STYLES = {"bullet": "ListBullet", "number": "ListNumber"}
_DEEPEST_LIST = 3
# How deep the headings go that a table of contents lists.
_DEEPEST_ENTRY = 2
_RUN, _TEXT, _SPACE = qn("w:r"), qn("w:t"), qn("xml:space")
_UNDERLINED = {qn("w:val"): "single"}
_BREAKS = re.compile(r"([\n\t])")
# Dark enough to read on white, and under the white words of a table's heading row.
HEADING_COLOUR = "1F3A5F"
_CELL_MARGINS = (
    f"<w:tblCellMar {nsdecls('w')}>"
    + "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 60), ("left", 90), ("bottom", 60), ("right", 90))
    )
    + "</w:tblCellMar>"
)
_HEADING_CELL = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{HEADING_COLOUR}"/>'


def write(table: Table) -> list[bytes]:
    """A list as a Word file."""
    return [made(of_table(table))]


def made(document: Document) -> bytes:
    """A document as a Word file: A4, British English, the title also in its properties."""
    word = NewDocument()
    word.core_properties.title = document.title
    word.core_properties.author = settings.SITE_NAME
    word.core_properties.language = "en-GB"
    _set_up(word, document)
    word.add_paragraph(document.title, style="Title")
    blocks = list(document.blocks)
    if document.contents:
        _add_contents(word, blocks)
    entries = count(1)
    for block in blocks:
        _add(word, block, next(entries) if document.contents and _is_entry(block) else None)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _set_up(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if document.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    _add_footer(section.footer, document.note)
    normal = word.styles["Normal"]
    normal.font.size = Pt(11)
    for style in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        fonts = word.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        word.styles[style].font.name = "Arial"
        if style != "Normal":
            word.styles[style].font.color.rgb = RGBColor.from_string(HEADING_COLOUR)
    word.styles["Heading 2"].paragraph_format.space_before = Pt(18)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)


def _add_footer(footer: _Footer, note: str) -> None:
    """Whose words these are, and “Page 1 of 9”, which Word counts by itself."""
    footer.paragraphs[0].add_run(note).font.size = Pt(8)
    pages = footer.add_paragraph()
    pages.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, counted in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        pages.add_run(words).font.size = Pt(8)
        number = pages.add_run("1")
        number.font.size = Pt(8)
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{counted}"/>')
        number._r.addprevious(field)
        field.append(number._r)


def _is_entry(block: Block) -> bool:
    return block.sort == "heading" and block.level <= _DEEPEST_ENTRY


def _add_contents(word: WordDocument, blocks: list[Block]) -> None:
    """A table of contents that leads to each heading, and that Word can bring up to date after changes.

    It is written out, so that it is there in programs too that work out no fields.
    """
    entries = [block for block in blocks if _is_entry(block)]
    _add_run(_paragraph(word, "TOCHeading"), Run("Contents"))
    for number, block in enumerate(entries, start=1):
        paragraph = _paragraph(word, "")
        paragraph.paragraph_format.left_indent = Mm(6 * (block.level - 1))
        paragraph.paragraph_format.space_after = Pt(2)
        if number == 1:
            _add_field(paragraph, "begin", f' TOC \\o "1-{_DEEPEST_ENTRY}" \\h \\n ', "separate")
        link = SubElement(paragraph._p, qn("w:hyperlink"), {qn("w:anchor"): f"entry{number}"})
        link.append(_add_run(paragraph, Run("".join(run.text for run in block.runs), bold=block.level == 1))._r)
        if number == len(entries):
            _add_field(paragraph, "end")


def _add_field(paragraph: Paragraph, *parts: str) -> None:
    """The marks of a field that Word works out: “begin”, “separate”, “end”, and its instruction between them."""
    for part in parts:
        run = SubElement(paragraph._p, qn("w:r"))
        if part in {"begin", "separate", "end"}:
            SubElement(run, qn("w:fldChar"), {qn("w:fldCharType"): part})
        else:
            SubElement(run, qn("w:instrText"), {_SPACE: "preserve"}).text = part


def _paragraph(word: WordDocument, style: str) -> Paragraph:
    """A new last paragraph.

    Put in place directly: the library looks through all styles and the whole text at each paragraph it adds.
    """
    paragraph = Paragraph(OxmlElement("w:p"), word._body)
    word.element.body.sectPr.addprevious(paragraph._p)
    if style:
        paragraph._p.style = style
    return paragraph


def _add(word: WordDocument, block: Block, entry: int | None) -> None:
    """A block; `entry` is its number where the table of contents leads to it."""
    if block.sort == "table":
        _add_table(word, block)
        return
    paragraph = _paragraph(word, _style(block))
    if entry:
        place = {qn("w:id"): str(entry)}
        SubElement(paragraph._p, qn("w:bookmarkStart"), place | {qn("w:name"): f"entry{entry}"})
        SubElement(paragraph._p, qn("w:bookmarkEnd"), place)
    if block.sort == "number":
        _number(word, paragraph, block.starts)
    if block.sort == "fact":
        paragraph.paragraph_format.space_after = Pt(3)
    for run in block.runs:
        _add_run(paragraph, run)


def _style(block: Block) -> str:
    """The identifier of the style for a block, "" for plain text."""
    if block.sort == "heading":
        return f"Heading{min(block.level, 9)}"
    if block.sort in _LIST_STYLES:
        level = min(block.level, _DEEPEST_LIST)
        return _LIST_STYLES[block.sort] + (str(level) if level > 1 else "")
    return ""


def _add_run(paragraph: Paragraph, run: Run) -> WordRun:
    """Words in their style, written as plain elements, which takes half the time of the library's own way."""
    parent = paragraph._p
    if run.link:
        target = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        parent = SubElement(parent, qn("w:hyperlink"), {qn("r:id"): target})
    written = SubElement(parent, _RUN)
    if run.bold or run.italic or run.link:
        style = SubElement(written, qn("w:rPr"))
        for is_so, name, more in ((run.bold, "w:b", {}), (run.italic, "w:i", {}), (run.link, "w:u", _UNDERLINED)):
            if is_so:
                SubElement(style, qn(name), more)
    for piece in _BREAKS.split(run.text):
        if piece in {"\n", "\t"}:
            SubElement(written, qn("w:br" if piece == "\n" else "w:tab"))
        elif piece:
            SubElement(written, _TEXT, {_SPACE: "preserve"}).text = piece
    return WordRun(written, paragraph)


def _number(word: WordDocument, paragraph: Paragraph, starts: bool) -> None:
    """Begin again at 1 with each list: Word would count on through the whole document."""
    numbering = word.part.numbering_part.element
    if starts:
        style = paragraph.style.element.pPr.numPr.numId.val
        kind = numbering.num_having_numId(style).abstractNumId.val
        numbering.add_num(kind).add_lvlOverride(0).add_startOverride(1)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering.num_lst[-1].numId


def _add_table(word: WordDocument, block: Block) -> None:
    """A table whose first row is its heading, repeated on each page; no row is broken between pages."""
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    widths = block.widths or [1] * len(block.rows[0])
    table = word.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    table._tbl.tblPr.append(parse_xml(_CELL_MARGINS))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = room * width // sum(widths)
    for number, cells in enumerate(block.rows):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, lines, width in zip(row.cells, cells, widths, strict=True):
            cell.width = room * width // sum(widths)
            for place, line in enumerate(lines):
                paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
                if len(lines) > 1:
                    paragraph._p.style = _LIST_STYLES["bullet"]
                paragraph.paragraph_format.space_after = Pt(0)
                written = _add_run(paragraph, line)
                written.font.size = Pt(9)
                if not number:
                    written.bold = True
                    written.font.color.rgb = RGBColor(255, 255, 255)
            if not number:
                cell._tc.get_or_add_tcPr().append(parse_xml(_HEADING_CELL))
    word.add_paragraph()
