"""A workbook of before 2007 (BIFF8 in a compound file), as far as a reader needs it: strings, numbers, days.

SPDX-License-Identifier: Apache-2.0
"""
import struct

SECTOR, FREE, END_OF_CHAIN, FAT_SECTOR = 512, 0xffffffff, 0xfffffffe, 0xfffffffd
RECORD_MAX = 8224
GENERAL, DAY, GROUPED = 0, 1, 2          # of the three formats below
FORMATS = (0, 22, 4)


def record(kind, body=b''):
    return struct.pack('<HH', kind, len(body)) + body


def unicode_string(text, length='<H'):
    units = text.encode('utf-16-le')
    return struct.pack(length, len(units) // 2) + b'\1' + units


def string_table(texts):
    """SST; a string never runs over the end of a record."""
    out, body, kind = b'', struct.pack('<II', len(texts), len(texts)), 0x00fc
    for text in texts:
        packed = unicode_string(text)
        if len(body) + len(packed) > RECORD_MAX:
            out, body, kind = out + record(kind, body), b'', 0x003c
        body += packed
    return out + record(kind, body)


def sheet_stream(cells, texts):
    """cells: (row, column, text or (format, number)), from 0."""
    out = record(0x0809, struct.pack('<HHHHII', 0x0600, 0x0010, 0, 1997, 0, 6))
    rows = max((r for r, _, _ in cells), default=-1) + 1
    out += record(0x0200, struct.pack('<IIHHH', 0, rows, 0, 26, 0))
    for row, column, value in cells:
        if isinstance(value, str):
            index = texts.setdefault(value, len(texts))
            out += record(0x00fd, struct.pack('<HHHI', row, column, GENERAL, index))
        else:
            out += record(0x0203, struct.pack('<HHHd', row, column, *value))
    return out + record(0x000a)


def workbook_stream(sheets):
    texts = {}
    bodies = [sheet_stream(cells, texts) for cells in sheets]
    head = record(0x0809, struct.pack('<HHHHII', 0x0600, 0x0005, 0, 1997, 0, 6)) + record(0x0042, b'\xb0\x04')
    head += record(0x0031, struct.pack('<HHHHHBBBB', 200, 0, 0x7fff, 400, 0, 0, 0, 0, 0) + b'\5\0Arial')
    head += b''.join(record(0x00e0, struct.pack('<HHHBBIIIH', 0, f, 1, 0x20, 0, 0, 0, 0, 0x20c0)[:20]) for f in FORMATS)
    tail = string_table(list(texts)) + record(0x000a)
    names = [unicode_string(f'Sheet{i + 1}', '<B') for i in range(len(sheets))]
    at = len(head) + sum(4 + 6 + len(n) for n in names) + len(tail)
    for name, body in zip(names, bodies):
        head += record(0x0085, struct.pack('<IBB', at, 0, 0) + name)
        at += len(body)
    return head + tail + b''.join(bodies)


def entry(name, kind, start, size, child=FREE):
    units = (name + '\0').encode('utf-16-le')
    return (units.ljust(64, b'\0') + struct.pack('<HBBIII', len(units), kind, 1, FREE, FREE, child) + b'\0' * 36 +
            struct.pack('<IQ', start, size))


def compound(stream):
    """A compound file with one stream, long enough to stand in whole sectors."""
    stream = stream.ljust(4096, b'\0')
    stream += b'\0' * (-len(stream) % SECTOR)
    data = len(stream) // SECTOR
    tables = 1
    while tables * SECTOR // 4 < data + 1 + tables:
        tables += 1
    chain = [*range(1, data), END_OF_CHAIN, END_OF_CHAIN] + [FAT_SECTOR] * tables
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))
    places = [*range(data + 1, data + 1 + tables)]
    head = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 16 + struct.pack('<HHHHH', 0x3e, 3, 0xfffe, 9, 6) + b'\0' * 6
    head += struct.pack('<IIIIIIIII', 0, tables, data, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    head += struct.pack('<109I', *places, *[FREE] * (109 - tables))
    folder = entry('Root Entry', 5, END_OF_CHAIN, 0, 1) + entry('Workbook', 2, 0, len(stream)) + b'\0' * 256
    return head + stream + folder + struct.pack(f'<{len(chain)}I', *chain)


def xls_bytes(sheets):
    return compound(workbook_stream(sheets))
