"""The daemon under test, its peers and the UDP echo: configured alike, one thread, pinned to one core."""

import os
import shutil
import signal
import socket
import struct
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
CACHE_MIB = 256


def peers():
    """Names and programs of what we are compared with."""
    return {"unbound": "unbound", "knot": "kresd", "bind": "named", "powerdns": "pdns_recursor"}


class Daemon:
    """One running process; ``address`` is its own, port 53."""

    def __init__(self, name, kind, work, internet, core, number, validating=True, home=None):
        self.name, self.kind, self.core, self.home = name, kind, core, home
        self.folder = work / f"{name}-{number}"
        self.folder.mkdir()
        self.address = f"127.0.1.{number}"
        self.internet, self.validating = internet, validating
        self.anchor = (internet / "anchor").read_text().split(" DS ", 1)[-1].split("DS", 1)[-1].split()
        self.child = None

    def start(self):
        command = getattr(self, f"{self.kind}_command")()
        # BIND listens on nothing but the addresses of interfaces.
        subprocess.run(["ip", "address", "replace", f"{self.address}/32", "dev", "lo"], check=True)
        with open(self.folder / "log", "ab") as log:
            command = ["taskset", "-c", self.core, *map(str, command)]
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def cpu(self):
        """User and system time of all its threads so far, in seconds."""
        with open(f"/proc/{self.child.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def rss(self):
        """Resident memory in octets."""
        with open(f"/proc/{self.child.pid}/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS"))

    def live(self):
        """Octets of live objects of a JVM after a collection; for others the resident memory."""
        if self.kind != "xylem":
            return self.rss()
        command = [os.environ["JAVA_HOME"] + "/bin/jcmd", str(self.child.pid), "GC.class_histogram"]
        histogram = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in histogram.strip().splitlines()]
        # What a collection left between live objects is on the list as if it were objects.
        dead = sum(int(row[2]) for row in rows if "[Ljdk.internal.vm.FillerElement;" in row)
        return int(rows[-1][2]) - dead

    def await_answer(self, name, seconds=20):
        """Asks every 2 ms until an answer comes; returns the seconds that took."""
        begin = time.monotonic()
        wire = b"".join(bytes([len(l)]) + l.encode() for l in name.rstrip(".").split(".")) + b"\0"
        query = struct.pack("!6H", 4711, 0x0100, 1, 0, 0, 0) + wire + struct.pack("!2H", 1, 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.002)
            while time.monotonic() < begin + seconds and self.child.poll() is None:
                try:
                    client.sendto(query, (self.address, 53))
                    answer = client.recv(4096)
                    if answer[3] & 15 == 0 and (answer[6:8] != b"\0\0" or self.kind == "echo"):
                        return time.monotonic() - begin
                except OSError:
                    pass
        log = (self.folder / "log").read_text(errors="replace")[-2000:]
        raise SystemExit(f"scripts/bench: {self.name} does not answer:\n{log}")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def xylem_command(self):
        config = self.write("xylem.yaml", f"""listen:
  addresses: [{self.address}]
cache:
  size: {CACHE_MIB}MiB
iteration:
  root-hints: {self.internet}/hints
  ipv6: false
dnssec:
  validation: {"true" if self.validating else "false"}
  trust-anchors: [". DS {" ".join(self.anchor)}"]
""")
        return [f"{self.home}/xylem", "run", "--config", config]

    def unbound_command(self):
        anchor = f'trust-anchor: ". DS {" ".join(self.anchor)}"'
        config = self.write("unbound.conf", f"""server:
  directory: "{self.folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  interface: {self.address}
  access-control: 127.0.0.0/8 allow
  num-threads: 1
  incoming-num-tcp: 100
  do-ip6: no
  msg-cache-size: {CACHE_MIB // 3}m
  rrset-cache-size: {CACHE_MIB * 2 // 3}m
  so-rcvbuf: 4m
  so-sndbuf: 4m
  root-hints: "{self.internet}/hints"
  module-config: "{"validator " if self.validating else ""}iterator"
  {anchor if self.validating else ""}
remote-control:
  control-enable: no
""")
        return ["unbound", "-d", "-c", config]

    def knot_command(self):
        anchor = f"trust_anchors.add('. 3600 IN DS {' '.join(self.anchor)}')" if self.validating else ""
        config = self.write("kresd.conf", f"""net.listen('{self.address}', 53, {{ kind = 'dns' }})
net.ipv6 = false
cache.open({CACHE_MIB} * MB, 'lmdb://{self.folder}/cache')
trust_anchors.remove('.')
{anchor}
modules.load('hints')
hints.root_file('{self.internet}/hints')
modules.unload('detect_time_skew')
modules.unload('ta_update')
""")
        return ["kresd", "-n", "-c", config, self.folder]

    def bind_command(self):
        anchors = f'trust-anchors {{ . static-ds {" ".join(self.anchor[:3])} "{"".join(self.anchor[3:])}"; }};'
        config = self.write("named.conf", f"""options {{
  directory "{self.folder}";
  listen-on {{ {self.address}; }};
  listen-on-v6 {{ none; }};
  pid-file none;
  session-keyfile none;
  max-cache-size {CACHE_MIB}m;
  recursion yes;
  allow-query {{ any; }};
  dnssec-validation {"yes" if self.validating else "no"};
}};
controls {{ }};
{anchors if self.validating else ""}
zone "." {{ type hint; file "{self.internet}/hints"; }};
""")
        return ["named", "-g", "-4", "-n", "1", "-c", config]

    def powerdns_command(self):
        lua = self.write("lua", f"clearTA()\naddTA('.', '{' '.join(self.anchor)}')\n")
        self.write("recursor.conf", f"""local-address={self.address}
config-dir={self.folder}
socket-dir={self.folder}
hint-file={self.internet}/hints
lua-config-file={lua}
dnssec={"validate" if self.validating else "off"}
dont-query=
threads=1
pdns-distributes-queries=no
daemon=no
disable-syslog=yes
quiet=yes
security-poll-suffix=
""")
        return ["pdns_recursor", f"--config-dir={self.folder}"]

    def echo_command(self):
        program = self.folder / "echo"
        source = os.path.join(os.path.dirname(__file__), "echo.c")
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)
        return [program, self.address]


def missing():
    """What has to be installed, as Debian packages."""
    packages = {
        "nsd": "nsd", "unbound": "unbound", "kresd": "knot-resolver", "named": "bind9", "dnsperf": "dnsperf",
        "pdns_recursor": "pdns-recursor", "cc": "gcc", "dig": "bind9-dnsutils", "ip": "iproute2",
    }  # fmt: skip
    return [package for program, package in packages.items() if not shutil.which(program)]
