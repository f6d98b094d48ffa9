"""What measuring stands on: programs built, a house with many gifts, servers, load.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
CAMPAIGN = 'bench'
START_TIMEOUT_S = 60
TICKS = os.sysconf('SC_CLK_TCK')


def wait_for(port, process):
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f'bench: nothing listens on port {port}')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def run(*words, env=None):
    """Standard output of a command; the bench ends with what it said when it fails."""
    done = subprocess.run([str(w) for w in words], text=True, capture_output=True, env={**os.environ, **(env or {})})
    if done.returncode != 0:
        raise SystemExit(f'bench: {" ".join(map(str, words))}: exit {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout


def timed(*words):
    """Seconds and peak MB of a command."""
    start = time.monotonic()
    process = subprocess.Popen([str(w) for w in words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f'bench: {words[0]}: exit {process.returncode}\n{said.decode(errors="replace")}')
    return time.monotonic() - start, used.ru_maxrss / 1024


def cpu_seconds(pids):
    """User and system time of processes."""
    total = 0
    for pid in pids:
        fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mb(pid):
    return int(re.search(r'VmRSS:\s+(\d+)', pathlib.Path(f'/proc/{pid}/status').read_text())[1]) / 1024


class Bench:
    """The programs of this folder, and where their data lies."""
    def __init__(self, nuan, work, rows):
        self.nuan, self.work, self.rows = pathlib.Path(nuan).resolve(), work, rows
        self.build, self.token, self.full = self.nuan.parent, None, work / f'full-{rows}'
        run('ninja', '-C', self.build, *(f'bench-{name}' for name in ('disk', 'intake', 'parse', 'postgres', 'tree')))

    def program(self, name, *words):
        """The figures that a program of this folder prints: rate=.. p50_us=.."""
        said = run(self.build / f'bench-{name}', *words)
        return {key: float(value) for key, value in re.findall(r'(\w+)=([\d.]+)', said)}

    def nuan_run(self, folder, *words):
        return run(self.nuan, '--data', folder, *words, env={'LANG': 'en_US.UTF-8', 'LC_ALL': 'C.UTF-8'})

    def bill(self, name, rows, first=0):
        """A bill of the real form.  The ends of its order numbers come in no order, as in real ones."""
        path = self.work / f'{name}-{rows}.csv'
        if not path.exists():
            bill_write(path, rows, first)
        return path

    def empty_house(self):
        folder = self.work / 'empty'
        if not folder.exists():
            self.nuan_run(folder, 'init', '--scenario', 'none')
            self.nuan_run(folder, 'import', 'orgs', ROOT / 'scenario/beijing-2020/orgs.csv')
            self.nuan_run(folder, 'campaign', 'add', CAMPAIGN, '--org', 'warm-foundation', '--name', 'Bench',
                          '--purpose', 'To be measured', '--contact', '-', '--opened', '2020-02-01')
            said = self.nuan_run(folder, 'token', 'add', '--right', 'donation.notify')
            (folder / 'bench.token').write_text(re.search(r'^(\S{20,})$', said, re.M)[1])
        self.token = (folder / 'bench.token').read_text().strip()
        return folder

    def house(self, name):
        """A fresh copy of the empty house."""
        return self.copy(self.empty_house(), name)

    def copy(self, house, name):
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(house, folder, ignore=shutil.ignore_patterns('socket'))
        return folder

    def full_house(self):
        """A house that holds all rows, published."""
        folder = self.full
        self.empty_house()
        if not folder.exists():
            self.house(folder.name)
            self.import_bill(folder, self.bill('bill', self.rows))
            self.nuan_run(folder, 'log', 'publish')
        return folder

    def import_bill(self, folder, path):
        return timed(self.nuan, '--data', folder, 'import', 'statement', '--campaign', CAMPAIGN, path)

    def serve(self, folder):
        port = free_port()
        process = subprocess.Popen([self.nuan, '--data', folder, 'serve', '--listen', f'127.0.0.1:{port}'],
                                   stdout=subprocess.DEVNULL)
        return Server(process, port)

    def postgres(self):
        return Postgres(self.work / 'postgres')

    def gifts(self, server, connections, seconds):
        """Gifts through HTTP, one a request; call .end() for the figures."""
        base = int(time.monotonic() * 1000) % 9000000 * 1000
        return Load(server.url(''), connections, seconds, '-s', HERE / 'gifts.lua', last=[base, self.token, CAMPAIGN])


HEADER = ('交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,'
          '应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,'
          '订单金额,申请退款金额,费率备注\r\n')
TOTALS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n'


def bill_write(path, rows, first):
    total = 0
    with open(path, 'w', encoding='utf-8', newline='', buffering=1 << 20) as out:
        out.write('\ufeff' + HEADER)
        for i in range(rows):
            fen = 100 + (i * 7919) % 20000
            total += fen
            second = i * 86400 // rows
            clock = f'{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}'
            order = ((first + i) * 7368787 + 12345) % 10000000000
            yuan = f'{fen // 100}.{fen % 100:02d}'
            out.write(f'`2020-02-03 {clock},`wx01,`1900000109,`0,`,`420000050020200203{order:010d},`M{first + i:09d},'
                      f'`o{order:010d},`JSAPI,`SUCCESS,`OTHERS,`CNY,`{yuan},`0.00,`0,`0,`0.00,`0.00,`,`,`爱心,`,'
                      f'`0.00000,`0.00%,`{yuan},`0.00,`\r\n')
        yuan = f'{total // 100}.{total % 100:02d}'
        out.write(f'{TOTALS}`{rows},`{yuan},`0.00,`0.00,`0.00000,`{yuan},`0.00\r\n')


class Server:
    """A process that listens on a port of this machine; ends with its `with`."""
    def __init__(self, process, port):
        self.process, self.port = process, port
        wait_for(port, process)

    def pids(self):
        """Of the process and its workers."""
        children = pathlib.Path(f'/proc/{self.process.pid}/task/{self.process.pid}/children').read_text()
        return [self.process.pid, *map(int, children.split())]

    def url(self, path):
        return f'http://127.0.0.1:{self.port}{path}'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def nginx(folder, files):
    """nginx with two workers that serves files: name -> bytes."""
    port = free_port()
    www = folder / 'www'
    www.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (www / name).write_bytes(body)
    (folder / 'nginx.conf').write_text(f'''worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
  default_type application/json; types {{ text/html html; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} reuseport; root {www}; }} }}
''')
    for path in (folder, www):     # the workers are another user when this runs as root
        path.chmod(0o755)
    process = subprocess.Popen(['nginx', '-e', folder / 'error.log', '-c', folder / 'nginx.conf'])
    return Server(process, port)


class Postgres:
    """A throw-away PostgreSQL with its durable defaults."""
    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        return run(ROOT / 'tools/pg-loopback', 'start', self.folder).strip()

    def __exit__(self, *_):
        run(ROOT / 'tools/pg-loopback', 'stop', self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)


UNITS_US = {'us': 1, 'ms': 1000, 's': 1000000}


class Load:
    """wrk under way."""
    def __init__(self, url, connections, seconds, *words, last=()):
        self.process = subprocess.Popen(
            ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--timeout', '10s', '--latency', *map(str, words), url,
             *(['--', *map(str, last)] if last else [])], stdout=subprocess.PIPE, text=True)

    def end(self, now=False):
        """Requests a second, count, percentiles in us."""
        if now:
            self.process.send_signal(signal.SIGINT)
        said = self.process.communicate()[0]
        if 'Non-2xx' in said or 'Requests/sec' not in said:
            raise SystemExit(f'bench: wrk says\n{said}')
        at = {name: float(value) * UNITS_US[unit]
              for name, value, unit in re.findall(r'(50|99)%\s+([\d.]+)(us|ms|s)\b', said)}
        return {'rate': float(re.search(r'Requests/sec:\s+([\d.]+)', said)[1]),
                'count': int(re.search(r'(\d+) requests in', said)[1]), 'p50_us': at['50'], 'p99_us': at['99']}
