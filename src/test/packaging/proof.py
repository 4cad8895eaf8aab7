"""Proves what is installed, in namespaces of its own: nothing of it stays on the machine.

Arguments: a folder to work in, the Debian package, the checkout. Ends with 1 if anything does not hold.
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

WORK, PACKAGE, HOME = (pathlib.Path(argument) for argument in sys.argv[1:4])
FAILED = []


def holds(what, good, detail=""):
    print(f"{'ok' if good else 'FAILED'}: {what}{'' if good else ': ' + str(detail)}", flush=True)
    if not good:
        FAILED.append(what)


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120, **options)


def tree(root):
    """What is below root; useradd's own copies of its files are not ours."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if re.fullmatch(r"etc/(passwd|group|shadow|gshadow|subuid|subgid)-", name) or name.startswith("var/lib/dpkg"):
            continue
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file():
            found[name] = (path.stat().st_mode, path.read_bytes())
        else:
            found[name] = path.stat().st_mode
    return found


def differences(before, after):
    return [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]


def prove_package():
    """The package's own scripts, run by dpkg on the tree of a machine with systemd-resolved."""
    root = WORK / "machine"
    for folder in ("etc/systemd/system/multi-user.target.wants", "run/systemd/resolve", "usr/lib/systemd/system", "usr/bin",
                   "usr/share/doc", "usr/share/lintian/overrides", "usr/share/man/man1", "opt", "var/lib/dpkg/info", "var/lib/dpkg/updates"):
        (root / folder).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    for name in ("passwd", "group", "shadow", "gshadow"):
        (root / "etc" / name).write_text("")
    (root / "etc/login.defs").write_text("SYS_UID_MAX 999\nSYS_GID_MAX 999\nUSERGROUPS_ENAB yes\n")
    for folder in [folder for folder in root.rglob("*") if folder.is_dir() and "dpkg" not in folder.parts]:
        (folder / "others").touch()  # dpkg removes folders that it leaves empty
    (root / "run/systemd/resolve/stub-resolv.conf").write_text("nameserver 127.0.0.53\nsearch home.example\n")
    (root / "etc/resolv.conf").symlink_to("../run/systemd/resolve/stub-resolv.conf")
    before = tree(root)
    dpkg = ("dpkg", f"--root={root}", "--force-script-chrootless", "--force-depends", f"--log={WORK}/dpkg.log")
    installed = run(*dpkg, "--install", PACKAGE)
    holds("dpkg installs the package", installed.returncode == 0, installed.stdout + installed.stderr)
    holds("resolv.conf names Xylem", "nameserver 127.0.0.1\n" in (root / "etc/resolv.conf").read_text())
    holds("systemd-resolved asks Xylem", "DNSStubListener=no" in (root / "etc/systemd/resolved.conf.d/xylem.conf").read_text())
    holds("there is a user", "xylem:" in (root / "etc/passwd").read_text())
    holds("the unit is the package's", os.readlink(root / "etc/systemd/system/multi-user.target.wants/xylem.service")
          == "/usr/lib/systemd/system/xylem.service" and not (root / "etc/systemd/system/xylem.service").exists())
    again = run(*dpkg, "--install", PACKAGE)
    holds("dpkg installs it again, as an upgrade does", again.returncode == 0, again.stdout + again.stderr)
    page = root / "usr/share/man/man1/xylem.1.gz"
    shown = run("man", "--warnings", "-l", page, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100"})
    holds("the manual page renders without warnings", shown.returncode == 0 and not shown.stderr and "xylem install" in shown.stdout,
          shown.stderr)
    settings = root / "etc/xylem/xylem.yaml"
    settings.write_text(settings.read_text() + "log:\n  level: info\n")
    removed = run(*dpkg, "--remove", "xylem")
    holds("dpkg removes it, and edited settings stay", removed.returncode == 0 and settings.exists(), removed.stdout + removed.stderr)
    holds("resolv.conf is as before", (root / "etc/resolv.conf").is_symlink())
    purged = run(*dpkg, "--purge", "xylem")
    holds("dpkg purges it", purged.returncode == 0, purged.stdout + purged.stderr)
    holds("nothing is left", not differences(before, tree(root)), differences(before, tree(root)))


def prove_unit(folder):
    unit = WORK / "xylem.service"
    shutil.copy(folder / "xylem.service", unit)
    shutil.copy(folder / "xylem.socket", WORK / "xylem.socket")
    verified = run("systemd-analyze", "verify", "--man=no", unit, WORK / "xylem.socket")
    said = [line for line in verified.stderr.splitlines() if "xylem" in line]
    holds("systemd-analyze verify finds nothing", not said, said)
    rated = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    score = re.search(r"exposure level for xylem.service: ([0-9.]+)", rated.stdout)
    holds(f"systemd-analyze security: {score and score.group(1)}, at most 2.0", score and float(score.group(1)) <= 2.0,
          rated.stdout + rated.stderr)


class Service:
    """The daemon as its unit starts it: its user, its one capability, no new privileges; and who hears of it."""

    def __init__(self, name, sockets=(), environment=None, abstract=False):
        self.name, self.log = name, WORK / f"{name}.log"
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = f"\0xylem-{name}" if abstract else str(WORK / f"{name}.notify")
        self.manager.bind(path)
        if not abstract:
            os.chmod(path, 0o777)
        self.manager.settimeout(60)
        command = ["/opt/xylem/xylem", "run", "--lab", "--config", "/etc/xylem/xylem.yaml"]
        limits = ["setpriv", "--reuid=xylem", "--regid=xylem", "--clear-groups", "--no-new-privs", "--bounding-set=-all,+net_bind_service",
                  "--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"]
        environment = {"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": path.replace("\0", "@"), "WATCHDOG_USEC": "3000000", **(environment or {})}
        self.process = os.fork()
        if self.process == 0:
            try:
                log = os.open(self.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
                os.dup2(log, 1), os.dup2(log, 2)
                spare = [os.dup(each.fileno()) for each in sockets]
                high = [os.dup2(each, 100 + place) for place, each in enumerate(spare)]
                for place, each in enumerate(high):
                    os.dup2(each, 3 + place, inheritable=True)
                if sockets:
                    environment |= {"LISTEN_FDS": str(len(sockets)), "LISTEN_PID": str(os.getpid())}
                os.chdir("/")
                os.execvpe(limits[0], limits + command, environment)
            finally:
                os._exit(99)

    def hears(self, wanted):
        """Waits for a message with this line; returns the message."""
        try:
            while True:
                message = self.manager.recv(4096).decode()
                if wanted in message.splitlines():
                    return message
        except TimeoutError:
            return ""

    def stop(self):
        self.manager.setblocking(False)
        try:
            while self.manager.recv(4096):
                pass  # a manager reads what it is sent
        except BlockingIOError:
            self.manager.settimeout(60)
        os.kill(self.process, signal.SIGTERM)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def asked(*arguments):
    return run("dig", "+short", "+time=3", "+tries=1", *arguments).stdout.strip()


def prove_service():
    service = Service("notify")
    ready = service.hears("READY=1")
    holds("the service tells that it is ready, as its own user with port 53", "STATUS=Xylem" in ready, service.log.read_text())
    status = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{service.process}/status").read_text().splitlines() if ":\t" in line)
    holds("it has that one capability", status["CapEff"] == f"{1 << 10:016x}", status["CapEff"])
    names = run("getent", "hosts", "www.example.com")
    holds("getent finds a name through resolv.conf", names.returncode == 0 and "www.example.com" in names.stdout, names.stdout + names.stderr)
    holds("a name that is forged is not found", run("getent", "hosts", "bogus.example.org").returncode == 2)
    holds("it gives signs of life", service.hears("WATCHDOG=1"))
    os.kill(service.process, signal.SIGHUP)
    holds("it tells when it reloads", "MONOTONIC_USEC=" in service.hears("RELOADING=1"))
    holds("and when that is done", service.hears("READY=1"))
    healthy = run("/opt/xylem/xylem", "health", "--json")
    holds("xylem health says so", healthy.returncode == 0 and '"ok"' in healthy.stdout, healthy.stdout + healthy.stderr)
    begin = time.monotonic()
    run("/opt/xylem/xylem", "health")
    print(f"    xylem health takes {time.monotonic() - begin:.2f} s")
    code = service.stop()
    holds("it tells when it stops, and ends with 0", service.hears("STOPPING=1") and code == 0, code)
    holds("xylem health says that nobody is there", run("/opt/xylem/xylem", "health").returncode == 3)
    strict = Service("cache", environment={"XYLEM_JAVA_OPTS": "-XX:AOTMode=on"})
    holds("the ahead-of-time cache fits where it is installed", strict.hears("READY=1"), strict.log.read_text())
    strict.stop()


def listening(kind, family, address):
    door = socket.socket(family, kind)
    door.bind((address, 53))
    if kind == socket.SOCK_STREAM:
        door.listen(100)
    return door


def prove_activation():
    sockets = [listening(kind, family, address) for family, address in ((socket.AF_INET, "127.0.0.9"), (socket.AF_INET6, "::1"))
               for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)]
    early = subprocess.Popen(["dig", "+short", "+time=30", "+tries=1", "@127.0.0.9", "www.example.com"], stdout=subprocess.PIPE, text=True)
    service = Service("activated", sockets, abstract=True)
    holds("with sockets handed over it is ready, told to an abstract name", service.hears("READY=1"), service.log.read_text())
    expected = early.communicate()[0].strip()
    holds("who asked before it started is answered", re.fullmatch(r"[0-9.]+", expected), expected)
    for server in ("127.0.0.9", "::1"):
        for option in ("+notcp", "+tcp"):
            answer = asked(f"@{server}", option, "www.example.com")
            holds(f"it answers at {server} with {option}", answer == expected, answer)
    holds("it listens nowhere else", asked("@127.0.0.1", "www.example.com") != expected)
    holds("it ends with 0", service.stop() == 0)
    service = Service("activated-again", sockets)
    holds("the same sockets serve the next process", service.hears("READY=1") and all(
        asked(f"@{server}", option, "www.example.com") == expected for server in ("127.0.0.9", "::1") for option in ("+notcp", "+tcp")))
    ticks = [int(field) for field in pathlib.Path(f"/proc/{service.process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]]
    time.sleep(3)
    later = [int(field) for field in pathlib.Path(f"/proc/{service.process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]]
    holds("it does not turn in circles when nobody asks", sum(later) - sum(ticks) < 150, sum(later) - sum(ticks))
    service.stop()


def main():
    run("ip", "link", "set", "lo", "up")
    prove_package()
    # The machine itself, as far as this namespace has one: its own /etc, /opt, /run and /var/lib.
    unpacked = WORK / "unpacked"
    run("dpkg-deb", "--extract", PACKAGE, unpacked)
    run("mount", "--make-rprivate", "/")
    shutil.copytree("/etc", WORK / "etc", symlinks=True)
    (WORK / "etc/resolv.conf").unlink(missing_ok=True)
    (WORK / "etc/resolv.conf").write_text("nameserver 192.0.2.1\nsearch home.example\n")
    for folder in ("/opt", "/run", "/var/lib"):
        run("mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", folder)
    if os.path.ismount("/etc/resolv.conf"):
        run("umount", "/etc/resolv.conf")
    mounted = run("mount", "--bind", WORK / "etc", "/etc")
    holds("the namespace has an /etc of its own", mounted.returncode == 0, mounted.stderr)
    shutil.copytree(unpacked / "opt/xylem", "/opt/xylem", symlinks=True)
    prove_unit(unpacked / "usr/lib/systemd/system")
    before = tree(WORK / "etc")
    dry = run("/opt/xylem/xylem", "install", "--dry-run")
    holds("a dry run says what would be done, and does nothing", "would write /etc/resolv.conf" in dry.stdout
          and not differences(before, tree(WORK / "etc")), dry.stdout + dry.stderr)
    refused = run("/opt/xylem/xylem", "install")
    holds("without systemd it refuses and says why", refused.returncode == 1 and "systemd does not run" in refused.stderr, refused.stderr)
    done = run("/opt/xylem/xylem", "install", "--root", "/")
    holds("xylem install", done.returncode == 0, done.stdout + done.stderr)
    prove_service()
    prove_activation()
    undone = run("/opt/xylem/xylem", "uninstall", "--root", "/", "--purge")
    left = differences(before, {name: what for name, what in tree(WORK / "etc").items() if not name.endswith("-")})
    holds("xylem uninstall leaves /etc as it was", undone.returncode == 0 and not [name for name in left if not name.endswith("-")],
          (undone.stdout, left))
    print(f"{len(FAILED)} failed")
    return 1 if FAILED else 0


sys.exit(main())
