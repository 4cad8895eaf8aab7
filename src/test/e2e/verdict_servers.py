"""The servers of the tree of verdict_layout, and the resolvers that are compared on it."""

import time
from concurrent.futures import ThreadPoolExecutor

import servers
from signing import run
from verdict_layout import ADDRESSES, ALGORITHMS, BELOW, LEAVES, ROOT, TOP
from verdict_signing import ds_served, signed_file, unsigned_file

UNBOUND = "127.0.0.2"
ITERATIONS = 50  # more count as unsigned; Unbound's default is 150, so both are told


def bring_up_addresses():
    for address in ADDRESSES.values():
        run("ip", "address", "add", f"{address}/32", "dev", "lo")


def start_knot(folder):
    """Starts the server that signs its zones itself; returns it and {zone name: DS} once all are signed."""
    plans = [plan for plan in LEAVES if plan.signer == "knot"]
    home = folder / "knot"
    home.mkdir()
    config = home / "config"
    config.write_text(knot_config(plans, home, folder))
    process = servers.Process("verdict-knot", ["knotd", "-c", config], folder)
    for plan in plans:
        await_signature(plan, process)
    with ThreadPoolExecutor(2) as pool:
        records = pool.map(lambda plan: ds_served(plan, ADDRESSES["knot"]), plans)
        return process, {plan.name: [r for r in ds if r[2] == "2"] for plan, ds in zip(plans, records)}


def await_signature(plan, process, seconds=30):
    servers.await_answer(ADDRESSES["knot"], plan.name, process, "+norecurse", seconds=seconds)
    begin = time.monotonic()
    while time.monotonic() < begin + seconds:
        if "RRSIG" in run("dig", f"@{ADDRESSES['knot']}", plan.name, "SOA", "+dnssec", "+norecurse", "+noall", "+answer"):
            return
        time.sleep(0.05)
    raise servers.NotAnswering(f"Knot did not sign {plan.name}:\n{process.output()}")


def knot_config(plans, home, folder):
    policies = "".join(
        f"""  - id: {plan.label}
    algorithm: {ALGORITHMS[plan.algorithm].lower()}
    cds-cdnskey-publish: none
    nsec3: {"on" if plan.denial.hashed else "off"}
    nsec3-iterations: {plan.denial.iterations}
    nsec3-salt-length: {len(plan.denial.salt) // 2}
    nsec3-opt-out: {"on" if plan.denial.opt_out else "off"}
"""
        for plan in plans
    )
    zones = "".join(
        f"""  - domain: {plan.name}
    file: {unsigned_file(plan)}
    dnssec-signing: on
    dnssec-policy: {plan.label}
"""
        for plan in plans
    )
    return f"""server:
  rundir: {home}
  listen: {ADDRESSES["knot"]}@53
  udp-workers: 1
  tcp-workers: 1
  background-workers: 2
control:
  listen: {home}/control.sock
database:
  storage: {home}
log:
  - target: stderr
    any: warning
policy:
{policies}template:
  - id: default
    storage: {folder}
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
    semantic-checks: soft
zone:
{zones}"""


def start_nsd(place, plans, folder):
    home = folder / f"nsd-{place}"
    home.mkdir()
    config = home / "config"
    config.write_text(
        f"""server:
  ip-address: {ADDRESSES[place]}
  username: ""
  database: ""
  zonesdir: "{folder}"
  pidfile: "{home}/pid"
  xfrdfile: "{home}/xfrd.state"
  xfrdir: "{home}"
  zonelistfile: "{home}/zone.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""
        + "".join(f'zone:\n  name: {plan.name}\n  zonefile: "{signed_file(plan)}"\n' for plan in plans)
    )
    process = servers.Process(f"verdict-nsd-{place}", ["nsd", "-d", "-c", config], folder)
    for plan in plans:
        servers.await_answer(ADDRESSES[place], plan.name, process, "+norecurse")
    return process


def start_all_nsd(folder):
    """One server for each level, so that none can skip a referral."""
    places = {"root": [ROOT], "top": [TOP], "made": [p for p in LEAVES if p.place == "made"], "below": list(BELOW)}
    return [start_nsd(place, plans, folder) for place, plans in places.items()]


def write_hints(folder):
    path = folder / "verdict.hints"
    path.write_text(f". 3600000 NS ns.\nns. 3600000 A {ADDRESSES['root']}\n")
    return path


def start_unbound(folder, hints, anchor):
    config = folder / "unbound.conf"
    config.write_text(f"""server:
  interface: {UNBOUND}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/unbound.pid"
  use-syslog: no
  do-ip6: no
  access-control: 127.0.0.0/8 allow
  root-hints: "{hints}"
  trust-anchor-file: "{anchor}"
  module-config: "validator iterator"
  val-nsec3-keysize-iterations: "1024 {ITERATIONS} 2048 {ITERATIONS} 4096 {ITERATIONS}"
  ede: yes
remote-control:
  control-enable: no
""")
    process = servers.Process("unbound", ["unbound", "-d", "-c", config], folder)
    servers.await_answer(UNBOUND, ".", process)
    return process


def write_resolver_config(folder, hints, anchor):
    path = folder / "verdict.yaml"
    path.write_text(f"""listen:
  addresses: [127.0.0.1]
  port: 53
iteration:
  root-hints: {hints}
special-use:
  enabled: false
dnssec:
  trust-anchor-file: {anchor}
  algorithms: [rsasha1, rsasha1-nsec3-sha1, rsasha256, rsasha512, ecdsap256sha256, ecdsap384sha384, ed25519, ed448]
  nsec3-iterations: {ITERATIONS}
""")
    return path
