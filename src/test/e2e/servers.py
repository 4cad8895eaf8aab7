"""Starts and stops what runs inside the namespace: NSD, Knot and the resolver under test."""

import os
import signal
import socket
import subprocess
import time

from layout import BRANDS, PAIRS, PLANS, ipv4, ipv6
from signing import file_name, run


def bring_up_network():
    """One address for each server on the namespace's own loopback; nothing here can reach anything outside."""
    run("ip", "link", "set", "lo", "up")
    for pair in PAIRS:
        for brand in BRANDS:
            run("ip", "address", "add", f"{ipv4(pair, brand)}/32", "dev", "lo")
            run("ip", "address", "add", f"{ipv6(pair, brand)}/128", "dev", "lo", "nodad")


class NotAnswering(Exception):
    """A server that was started ended by itself or stays silent."""


class Process:
    """A child process whose output goes to a file of its own."""

    def __init__(self, name, command, folder):
        self.name, self.log = name, folder / f"{name}.log"
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self, seconds=10):
        """Asks it to end; returns the exit code, None when it had to be killed."""
        self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            return None

    def output(self, lines=20):
        return "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-lines:])


def start_authorities(folder):
    """Returns {brand: [Process]}, every one of them answering."""
    started = {"nsd": [], "knot": []}
    for pair in PAIRS:
        plans = [plan for plan in PLANS if plan.pair == pair]
        for brand, configure, command in (("nsd", nsd_config, ["nsd", "-d", "-c"]), ("knot", knot_config, ["knotd", "-c"])):
            home = folder / f"{brand}-{pair}"
            home.mkdir()
            config = home / "config"
            config.write_text(configure(pair, plans, home, folder))
            started[brand].append(Process(f"{brand}-{pair}", [*command, config], folder))
    for brand in BRANDS:
        for pair, process in zip(PAIRS, started[brand]):
            for plan in (p for p in PLANS if p.pair == pair):
                await_answer(ipv4(pair, brand), plan.name, process, "+norecurse")
    return started


def await_answer(server, name, process, *options, seconds=60):
    """Waits until the server answers for the SOA of a name; returns the seconds that took."""
    begin = time.monotonic()
    while time.monotonic() < begin + seconds:
        if process.child.poll() is not None:
            raise NotAnswering(f"{process.name} ended by itself:\n{process.output()}")
        command = ["dig", f"@{server}", name, "SOA", "+time=1", "+tries=1", *options]
        if "status: NOERROR" in subprocess.run(command, capture_output=True, text=True).stdout:
            return time.monotonic() - begin
        time.sleep(0.05)
    raise NotAnswering(f"{process.name} did not answer within {seconds} s:\n{process.output()}")


def nsd_config(pair, plans, home, folder):
    server = f"""server:
  ip-address: {ipv4(pair, "nsd")}
  ip-address: {ipv6(pair, "nsd")}
  username: ""
  database: ""
  zonesdir: "{folder}"
  pidfile: "{home}/pid"
  xfrdfile: "{home}/xfrd.state"
  xfrdir: "{home}"
  zonelistfile: "{home}/zone.list"
  rrl-ratelimit: 0
  answer-cookie: yes
remote-control:
  control-enable: no
"""
    return server + "".join(f'zone:\n  name: {p.name}\n  zonefile: "{file_name(p)}.signed"\n' for p in plans)


def knot_config(pair, plans, home, folder):
    server = f"""server:
  rundir: {home}
  listen: [ {ipv4(pair, "knot")}@53, {ipv6(pair, "knot")}@53 ]
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
control:
  listen: {home}/control.sock
database:
  storage: {home}
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: {folder}
    journal-content: none
    global-module: mod-cookies
zone:
"""
    return server + "".join(f"  - domain: {p.name}\n    file: {file_name(p)}.signed\n" for p in plans)


def write_resolver_config(folder, hints, anchor):
    path = folder / "xylem.yaml"
    path.write_text(f"""listen:
  addresses: [127.0.0.1, "::1"]
  port: 53
iteration:
  root-hints: {hints}
special-use:
  enabled: false
dnssec:
  trust-anchor-file: {anchor}
  algorithms: [rsasha1, rsasha1-nsec3-sha1, rsasha256, rsasha512, ecdsap256sha256, ecdsap384sha384, ed25519, ed448]
""")
    return path


def start_resolver(command, config, folder):
    """The command line is the operator's, so a shell reads it; exec makes the pid ours to end."""
    process = Process("resolver", ["bash", "-c", f"exec {command} --config {config}"], folder)
    return process, await_answer("127.0.0.1", ".", process)


class SilentServers:
    """Takes the addresses of the dead NSD servers and swallows what comes: no answer, no refusal."""

    def __enter__(self):
        self.sockets = []
        for pair in PAIRS:
            for family, address in ((socket.AF_INET, ipv4(pair, "nsd")), (socket.AF_INET6, ipv6(pair, "nsd"))):
                taken = socket.socket(family, socket.SOCK_DGRAM)
                taken.bind((address, 53))
                self.sockets.append(taken)

    def __exit__(self, *_):
        for taken in self.sockets:
            taken.close()
