"""The forms in which a table reaches a clerk: CSV in several encodings, XLSX, ZIP. Each is made from the readable text of a
case, byte for byte the same on every run.

SPDX-License-Identifier: Apache-2.0
"""
import csv
import datetime
import io
import re
import zipfile
import zlib
from xml.sax.saxutils import escape

import xls

STAMP = (2020, 2, 1, 8, 0, 0)
ENCODINGS = {'utf-8': 'utf-8', 'utf-8-bom': 'utf-8-sig', 'gb18030': 'gb18030', 'utf-16': 'utf-16', 'big5': 'big5'}
ENDS = {'lf': '\n', 'crlf': '\r\n', 'cr': '\r'}
SERIAL_START = datetime.datetime(1899, 12, 30)
NUMBER = re.compile(r'-?(?:[1-9]\d{0,14}|0)(?:\.\d+)?(?:E[+-]\d+)?\Z')
GROUPED = re.compile(r'-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z')
DAY = re.compile(r'(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?\Z')


def records(lines):
    """The rows of CSV lines, each with the line where it begins."""
    found, reader, line = [], csv.reader([text + '\n' for text in lines]), 1
    for cells in reader:
        found.append((line, cells))
        line = reader.line_num + 1
    return found


def text_of(lines, words):
    """One text of the lines: `quoted` puts each cell in quotes, `tabs` separates by tabs, `no-end` leaves out the last
    line break."""
    if 'quoted' in words or 'tabs' in words:
        out = io.StringIO()
        writer = csv.writer(out, delimiter='\t' if 'tabs' in words else ',', lineterminator='\n',
                            quoting=csv.QUOTE_ALL if 'quoted' in words else csv.QUOTE_MINIMAL)
        for _, cells in records(lines):
            writer.writerow(cells)
        lines = out.getvalue()[:-1].split('\n')
    end = next((ENDS[w] for w in words if w in ENDS), '\n')
    return end.join(lines) + ('' if 'no-end' in words else end)


def csv_bytes(lines, words):
    encoding = next((ENCODINGS[w] for w in words if w in ENCODINGS), 'utf-8')
    return text_of(lines, words).encode(encoding)


# ---- workbooks ----------------------------------------------------------------------------------

def zipped(members, gbk_names=False):
    """A ZIP of (name, bytes); names in GBK carry no UTF-8 flag, as Chinese providers write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, content in members:
            z.writestr(zipfile.ZipInfo(placeholder(name) if gbk_names else name, STAMP), content,
                       zipfile.ZIP_DEFLATED)
    packed = out.getvalue()
    if gbk_names:
        for name, _ in members:
            packed = packed.replace(placeholder(name).encode(), name.encode('gb18030'))
    return packed


def placeholder(name):
    """As many ASCII bytes as the name has in GBK, one name like no other."""
    size = len(name.encode('gb18030'))
    return f'{zlib.crc32(name.encode()):08x}'.ljust(size, '~')[:size]


def column_name(index):
    name = ''
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        name = chr(65 + digit) + name
    return name


def serial(match):
    year, month, day, hour, minute, second = (int(g or 0) for g in match.groups())
    when = datetime.datetime(year, month, day, hour, minute, second) - SERIAL_START
    return f'{when.days + when.seconds / 86400:.10f}'.rstrip('0').rstrip('.')


class Strings:
    """The shared strings of a workbook."""
    def __init__(self):
        self.known = {}

    def index(self, text):
        return self.known.setdefault(text, len(self.known))

    def xml(self):
        items = ''.join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in self.known)
        return f'{XML}<sst {MAIN} count="{len(self.known)}" uniqueCount="{len(self.known)}">{items}</sst>'


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
STYLES = (f'{XML}<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
          '<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill/></fills>'
          '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
          '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/>'
          '<xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>')


def cell_xml(place, text, words, strings):
    if text == '':
        return f'<c r="{place}" s="2"/>' if 'numbers' in words else ''
    if text.startswith('=') and '\x1f' in text:      # a formula and the value that it left
        formula, value = text[1:].split('\x1f')
        return f'<c r="{place}"><f>{escape(formula)}</f><v>{escape(value)}</v></c>'
    if 'numbers' in words:
        day = DAY.match(text)
        if day:
            return f'<c r="{place}" s="1"><v>{serial(day)}</v></c>'
        if NUMBER.match(text) or GROUPED.match(text):
            return f'<c r="{place}" s="2"><v>{text.replace(",", "")}</v></c>'
    if 'inline' in words:
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    return f'<c r="{place}" t="s"><v>{strings.index(text)}</v></c>'


def sheet_xml(rows, words, strings):
    """A worksheet; rows stand where their lines stand.  `wide` gives each row its blanks up to column Z, `tall` styles 6,593
    empty rows below, `small` states a size of one cell, as some exporters do."""
    body, last = [], 0
    for number, cells in rows:
        if 'wide' in words:
            cells = cells + [''] * (26 - len(cells))
        inner = ''.join(cell_xml(f'{column_name(i)}{number}', text, words, strings) for i, text in enumerate(cells))
        body.append(f'<row r="{number}">{inner}</row>')
        last = number
    if 'tall' in words:
        body += [f'<row r="{n}" ht="14.25"><c r="A{n}" s="2"/><c r="C{n}" s="2"/></row>'
                 for n in range(last + 1, last + 6594)]
    size = 'A1:A1' if 'small' in words else f'A1:Z{max(last, 1)}'
    return f'{XML}<worksheet {MAIN}><dimension ref="{size}"/><sheetData>{"".join(body)}</sheetData></worksheet>'


def xlsx_bytes(lines, words, others=()):
    """A workbook with the table on its first sheet (`second`: behind an empty first sheet; `copy`: once more, with numbers as
    numbers, on a second one), and the tables of `others` on the sheets behind."""
    strings = Strings()
    sheets = [sheet_xml(records(lines), words, strings)]
    sheets += [sheet_xml(records(lines), ['numbers'], strings)] if 'copy' in words else []
    sheets += [sheet_xml(records(other), words, strings) for other in others] or [sheet_xml([], [], strings)]
    if 'second' in words:
        sheets.reverse()
    types = ''.join(f'<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="{KIND}.worksheet+xml"/>'
                    for i in range(len(sheets)))
    links = ''.join(f'<Relationship Id="rId{i + 1}" Type="{RELATION}/worksheet" Target="worksheets/sheet{i + 1}.xml"/>'
                    for i in range(len(sheets)))
    names = ''.join(f'<sheet name="Sheet{i + 1}" sheetId="{i + 1}" r:id="rId{i + 1}"/>' for i in range(len(sheets)))
    members = [
        ('[Content_Types].xml', f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/>'
         f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{types}'
         f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
         f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>'),
        ('_rels/.rels', f'{XML}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
         f'Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ('xl/workbook.xml', f'{XML}<workbook {MAIN} xmlns:r="{RELATION}"><sheets>{names}</sheets></workbook>'),
        ('xl/_rels/workbook.xml.rels', f'{XML}<Relationships xmlns="{PACKAGE}">{links}'
         f'<Relationship Id="rId90" Type="{RELATION}/styles" Target="styles.xml"/>'
         f'<Relationship Id="rId91" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
        ('xl/styles.xml', STYLES),
        ('xl/sharedStrings.xml', strings.xml()),
    ] + [(f'xl/worksheets/sheet{i + 1}.xml', xml) for i, xml in enumerate(sheets)]
    return zipped([(name, text.encode()) for name, text in members])


def xls_cell(text, words):
    day = DAY.match(text)
    if 'numbers' in words and day:
        return (xls.DAY, float(serial(day)))
    if 'numbers' in words and (NUMBER.match(text) or GROUPED.match(text)):
        return (xls.GROUPED, float(text.replace(',', '')))
    return text


def xls_bytes(lines, words):
    """The same in the format of before 2007."""
    cells = [(number - 1, i, xls_cell(text, words)) for number, row in records(lines)
             for i, text in enumerate(row) if text]
    return xls.xls_bytes([[], cells] if 'second' in words else [cells, []])


# ---- web pages ----------------------------------------------------------------------------------

def html_bytes(lines, words):
    """The table of a web page, as banks call ".xls". `entities` writes whatever is not ASCII as a number, `bare` leaves out
    the page around the table, `merged` lets a cell that is followed by empty ones cover them."""
    rows, next_line = [], 1
    for number, cells in records(lines):
        rows += ['<tr></tr>'] * (number - next_line)
        next_line = number + 1
        tag = 'th' if number == 1 else 'td'
        inner, at = '', 0
        while at < len(cells):
            wide = 1
            while 'merged' in words and at + wide < len(cells) and cells[at + wide] == '' and len(cells) - at - wide < 4:
                wide += 1
            cover = f' colspan="{wide}"' if wide > 1 else ''
            text = escape(cells[at]).replace('  ', ' &nbsp;')
            inner += f"<{tag} class=xl65{cover} style='mso-number-format:\"\\@\"'>{text}</{tag}>\n"
            at += wide
        rows.append(f'<tr height=20>{inner}</tr>')
    table = '<table border=1 cellspacing="0">\n' + '\n'.join(rows) + '\n</table>\n'
    if 'bare' not in words:
        table = ('<html xmlns:x="urn:schemas-microsoft-com:office:excel">\n<head><meta http-equiv="Content-Type" '
                 'content="text/html; charset=gb2312">\n<style>td { color: #000 } </style>\n<!--[if gte mso 9]><xml>'
                 '<x:Row><x:Cell>1</x:Cell></x:Row></xml><![endif]-->\n<script>if (1 < 2) { "<tr><td>9</td></tr>" }</script>'
                 f'</head>\n<body>\n{table}<p>&copy;</p></body>\n</html>\n')
    if 'entities' in words:
        table = ''.join(c if c < '\x7f' else f'&#{ord(c)};' for c in table)
    encoding = next((ENCODINGS[w] for w in words if w in ENCODINGS), 'utf-8')
    return table.encode(encoding)


def xml_bytes(lines, words):
    """A workbook in the XML of Excel 2003; empty cells are left out, the next one says where it stands."""
    rows = []
    for number, cells in records(lines):
        inner, last = '', 0
        for at, text in enumerate(cells, 1):
            if text == '':
                continue
            index = f' ss:Index="{at}"' if at != last + 1 else ''
            kind = 'Number' if NUMBER.match(text) and 'numbers' in words else 'String'
            inner += f'<Cell ss:StyleID="s1"{index}><Data ss:Type="{kind}">{escape(text)}</Data></Cell>'
            last = at
        rows.append(f'<Row ss:AutoFitHeight="0">{inner}</Row>' if inner else '<Row/>')
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n<Worksheet ss:Name="1"><Table>\n'
            + '\n'.join(rows) + '\n</Table></Worksheet></Workbook>\n').encode()


# ---- a case's form ------------------------------------------------------------------------------

def make(words, members):
    """The bytes of one form.  members: (name, lines), the first holds the payments.  words: `csv`, `xlsx`, `xls`, `html`, `xml`
    or `zip` and what it is like."""
    lines = members[0][1]
    if words[0] == 'csv':
        return csv_bytes(lines, words)
    if words[0] == 'xlsx':
        return xlsx_bytes(lines, words, [text for _, text in members[1:]])
    if words[0] in ('xls', 'html', 'xml'):
        return {'xls': xls_bytes, 'html': html_bytes, 'xml': xml_bytes}[words[0]](lines, words)
    assert words[0] == 'zip', words
    inside = [(name, xlsx_bytes(text, words) if name.endswith('.xlsx') else csv_bytes(text, words))
              for name, text in members]
    if 'last' in words:
        inside.reverse()
    return zipped(inside, 'gbk-names' in words)
