"""The internet to measure in: zone files made by dev.xylem.lab.LargeInternet, served by three NSDs in this namespace."""

import subprocess
import time

TLDS, DELEGATIONS = 20, 20_000
ROOTS = ["10.53.0.1", "10.53.0.2"]
LEVELS = {  # a server for each level: one that served two would answer past the referral
    "root": (ROOTS, ["root"]),
    "tlds": ([f"10.53.1.{n}" for n in range(1, 2 * TLDS + 1)], [f"t{n:02}." for n in range(TLDS)]),
    "delegated": (
        [f"10.53.{side}.{n}" for side in (2, 3) for n in range(1, 51)],
        [f"zone{n:05}.t{n % TLDS:02}." for n in range(DELEGATIONS)],
    ),
}


def zone(number):
    return LEVELS["delegated"][1][number]


def is_signed(number):
    return number // TLDS % 10 < 3


def make(folder, java, classpath, say):
    """Writes the zone files unless they are there; they are the same each time."""
    done = folder / "done"
    if not done.exists():
        say("making 20,000 zones (half a minute, once)")
        command = [java, "-cp", classpath, "dev.xylem.lab.LargeInternet", folder, str(DELEGATIONS)]
        subprocess.run(command, check=True)
        (folder / "hints").write_text(
            "".join(f". 3600000 NS ns{i}.\nns{i}. 3600000 A {address}\n" for i, address in enumerate(ROOTS, 1))
        )
        done.touch()
    return folder


def start(folder, work, core):
    """Starts the servers on ``core`` and returns when they answer."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "route", "add", "local", "10.53.0.0/16", "dev", "lo"], check=True)
    for level, (addresses, zones) in LEVELS.items():
        home = work / f"nsd-{level}"
        home.mkdir()
        text = f"""server:
  username: ""
  database: ""
  zonesdir: "{folder}"
  pidfile: "{home}/pid"
  xfrdfile: "{home}/xfrd.state"
  xfrdir: "{home}"
  zonelistfile: "{home}/zone.list"
  rrl-ratelimit: 0
  server-count: 1
"""
        text += "".join(f"  ip-address: {address}\n" for address in addresses)
        text += "remote-control:\n  control-enable: no\n"
        text += "".join(f'zone:\n  name: {"." if name == "root" else name}\n  zonefile: "{name}"\n' for name in zones)
        (home / "config").write_text(text)
        with open(home / "log", "wb") as log:
            command = ["taskset", "-c", core, "nsd", "-d", "-c", home / "config"]
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        await_answer(addresses[-1], "." if level == "root" else zones[-1])


def await_answer(server, name, seconds=60):
    until = time.monotonic() + seconds
    command = ["dig", f"@{server}", name, "SOA", "+norecurse", "+time=1", "+tries=1"]
    while "status: NOERROR" not in subprocess.run(command, capture_output=True, text=True).stdout:
        if time.monotonic() > until:
            raise SystemExit(f"scripts/bench: {server} does not answer for {name}")
        time.sleep(0.1)


def datagrams():
    """UDP datagrams that arrived in this namespace so far, whoever sent them."""
    with open("/proc/net/snmp") as file:
        names, numbers = (line.split() for line in file if line.startswith("Udp:"))
    return int(numbers[names.index("InDatagrams")])
