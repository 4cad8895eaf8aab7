"""Makes the zone files: adds apex, delegations and DS records to the contents in zones/, and signs them.

Every zone ends as DIR/NAME.signed, which the servers load, and as a list of records read back by BIND's
named-compilezone, from which the expected answers are derived.
"""

import glob
import subprocess
from pathlib import Path

from layout import PLANS, children_of
from records import parse_record

CONTENTS = Path(__file__).parent / "zones"


def run(*command, cwd=None):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def file_name(plan):
    return "root" if plan.name == "." else plan.name.rstrip(".")


def make_zones(folder):
    """Returns {plan: records}. Children come first: a parent needs their DS records."""
    ds, zones = {}, {}
    for plan in sorted(PLANS, key=lambda p: -len(p.name.split(".")) if p.name != "." else 0):
        source = folder / f"{file_name(plan)}.zone"
        source.write_text(zone_text(plan, ds))
        signed = folder / f"{file_name(plan)}.signed"
        if plan.signer:
            ds[plan] = sign(plan, source, signed, folder)
        else:
            signed.write_text(source.read_text())
        zones[plan] = read_zone(plan, signed)
    return zones


def zone_text(plan, ds):
    lines = [
        f"$ORIGIN {plan.name}",
        "$TTL 3600",
        f"@ SOA {plan.server_name('nsd')} hostmaster.{plan.name.lstrip('.')} 1 7200 3600 1209600 300",
        *delegation(plan),
    ]
    for child in children_of(plan):
        lines += delegation(child)
        lines += [f"{child.name} DS {rdata}" for rdata in ds.get(child, ())]
    if plan.name == "hosts.birch.":
        for other in PLANS:
            if other.server_names:
                lines += [f"{server} {kind} {address}" for server, kind, address in other.servers()]
    return "\n".join(lines) + "\n" + (CONTENTS / f"{file_name(plan)}.zone").read_text()


def delegation(plan):
    """The NS records, and the addresses of servers whose names lie in the zone; the same above and below the cut."""
    lines = [f"{plan.name} NS {plan.server_name(brand)}" for brand in ("nsd", "knot")]
    if not plan.server_names:
        lines += [f"{server} {kind} {address}" for server, kind, address in plan.servers()]
    return lines


def sign(plan, source, signed, folder):
    """Signs with a key signing key and a zone signing key; returns the rdata of the DS records."""
    bits = ("-b", "2048") if plan.algorithm == 8 else ()
    names = {8: "RSASHA256", 13: "ECDSAP256SHA256", 15: "ED25519"}
    if plan.signer == "bind":
        keys = folder / f"keys-{file_name(plan)}"
        keys.mkdir()
        make = ("dnssec-keygen", "-q", "-K", keys, "-a", names[plan.algorithm], *bits)
        key_signing = str(keys / run(*make, "-f", "KSK", plan.name).strip())
        run(*make, plan.name)
        denial = ("-3", "-", "-H", "0") if plan.denial == "NSEC3" else ()
        run("dnssec-signzone", "-q", "-S", "-K", keys, "-d", keys, "-o", plan.name, *denial, "-f", signed, source)
    else:
        make = ("ldns-keygen", "-a", names[plan.algorithm], *bits)
        key_signing = run(*make, "-k", plan.name, cwd=folder).strip()
        zone_signing = run(*make, plan.name, cwd=folder).strip()
        denial = ("-n", "-t", "0") if plan.denial == "NSEC3" else ()
        run("ldns-signzone", *denial, "-o", plan.name, "-f", signed, source, zone_signing, key_signing, cwd=folder)
        key_signing = str(folder / key_signing)
    return [line.split(" DS ", 1)[1] for line in run("dnssec-dsfromkey", "-2", key_signing).splitlines()]


def read_zone(plan, path):
    text = run(
        "named-compilezone", "-q", "-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore", "-r", "ignore",
        "-M", "ignore", "-S", "ignore", "-T", "ignore", "-s", "full", "-o", "-", plan.name, path,
    )  # fmt: skip
    return [parse_record(line) for line in text.splitlines() if line and not line.startswith(";")]


def write_anchors(folder):
    """The root's key signing key, once as a record and once as delv wants it; returns the two files' paths."""
    (key_file,) = [f for f in glob.glob(f"{folder}/keys-root/K*.key") if " 257 " in Path(f).read_text()]
    line = next(l for l in Path(key_file).read_text().splitlines() if not l.startswith(";"))
    flags, protocol, algorithm, *key = line.split(" DNSKEY ")[1].split()
    record, clause = folder / "anchor.zone", folder / "anchor.delv"
    record.write_text(f". 3600 IN DNSKEY {flags} {protocol} {algorithm} {''.join(key)}\n")
    clause.write_text(f'trust-anchors {{ . static-key {flags} {protocol} {algorithm} "{"".join(key)}"; }};\n')
    return record, clause


def write_hints(folder):
    root = next(p for p in PLANS if p.name == ".")
    path = folder / "root.hints"
    lines = delegation(root)
    path.write_text("".join(f"{' 3600000 '.join(line.split(' ', 1))}\n" for line in lines))
    return path
