"""Files that are too long or not readable enough to stand as text. Each function takes the class of an expectation and returns
(bytes, expectations by row).

SPDX-License-Identifier: Apache-2.0
"""
import io
import struct
import zipfile
import zlib

import forms

GIVERS = 49691


def gift(row_class, day, fen):
    return row_class(['gift', day, f'{fen // 100}.{fen % 100:02}'])


def many(row_class):
    """49,691 givers in one worksheet, with a title, a header and a total."""
    lines = ['某市红十字会接受捐赠明细（2020年2月11日）,,', '序号,捐赠人,金额（元）']
    rows, total = {}, 0
    for i in range(1, GIVERS + 1):
        fen = i * 7919 % 100000 + 1
        total += fen
        lines.append(f'{i},爱心人士{i:05},{fen // 100}.{fen % 100:02}')
        rows[i + 2] = gift(row_class, '2020-02-11', fen)
    lines.append(f'合计,,{total // 100}.{total % 100:02}')
    return forms.make(['xlsx', 'numbers'], [('', lines)]), rows


def empty_lines(row_class):
    """Two givers and 6,593 lines of commas, then one giver more."""
    lines = ['捐款名单（2020年2月10日）,,', '序号,姓名,金额（元）', '1,夏至,5', '2,小暑,7']
    lines += [',,'] * 6593 + ['3,大暑,9']
    rows = {3: 500, 4: 700, len(lines): 900}
    content = forms.make(['csv', 'gb18030', 'crlf'], [('', lines)])
    return content, {line: gift(row_class, '2020-02-10', fen) for line, fen in rows.items()}


# ---- what is refused ----------------------------------------------------------------------------

def pdf(_):
    return (b'%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n'
            b'<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n'), {}


def picture(_):
    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(b'\0\0')) + chunk(b'IEND', b'')), {}


def old_workbook(_):
    """The first sector of a compound file, as each XLS begins."""
    head = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 16 + struct.pack('<HHHHH', 62, 3, 0xfffe, 9, 6)
    return head.ljust(512, b'\xff') + b'\0' * 4096, {}


def web_page(_):
    return ('<html><head><title>账户明细</title></head><frameset rows="*"><frame src="sheet001.htm"></frameset>'
            '</html>').encode('gb18030'), {}


def xml_workbook(_):
    return ('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell>'
            '<Data>交易日期</Data></Cell></Row></Table></Worksheet></Workbook>').encode(), {}


def json_answer(_):
    return '{"code":"0","data":[{"交易日期":"2020-02-03","金额":"100.00"}]}'.encode(), {}


def wechat_error(_):
    return (b'<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[No Bill Exist]]></return_msg>'
            b'<error_code><![CDATA[20002]]></error_code></xml>'), {}


def empty(_):
    return b'', {}


def only_bom(_):
    return b'\xef\xbb\xbf\r\n\r\n', {}


def zeros(_):
    return b'\0' * 4096, {}


def zip_of_pictures(_):
    return forms.zipped([('截图1.png', picture(None)[0]), ('截图2.png', picture(None)[0])], gbk_names=True), {}


def zip_in_zip(_):
    return forms.zipped([('账单.zip', forms.zipped([('账单.csv', b'a,b\n1,2\n')]))], gbk_names=True), {}


def zip_with_password(_):
    """A member that is marked as encrypted, in both of its headers."""
    text = '微信支付账单明细,,\n交易时间,交易类型,金额(元)\n'.encode() * 20
    packed = bytearray(forms.zipped([('wechat.csv', text)]))
    for mark, at in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        packed[packed.find(mark) + at] |= 1
    assert zipfile.ZipFile(io.BytesIO(bytes(packed))).infolist()[0].flag_bits & 1
    return bytes(packed), {}


def two_encodings(_):
    head = '账号：1234500000000097\n交易日期,摘要,收入,支出,余额,对方户名\n2020-02-03,转账,100.00,,100.00,雨水\n'
    tail = '2020-02-04,转账,100.00,,200.00,惊蛰𠀀\n'
    return head.encode('utf-8') + tail.encode('gb18030'), {}
