"""Makes the tree of verdict_layout: signs each zone with the tool it names, damages it, and hands DS records up."""

import base64
import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor

from records import labels
from signing import run
from verdict_damage import damaged, damaged_ds, damaged_top, times
from verdict_layout import ADDRESSES, ALGORITHMS, BELOW, LEAVES, ROOT, TOP, children_of

AT_ONCE = 2
CONTENTS = """www A 192.0.2.1
a.ent A 192.0.2.2
*.wild A 192.0.2.3
alias CNAME www
starred CNAME x.wild
out CNAME www.plain.proof.
astray CNAME www.bad-signature.proof.
dangling CNAME nope
tree DNAME ent
far DNAME ent.bind-nsec3.proof.
"""


def unsigned_file(plan):
    return f"{plan.name.rstrip('.') or 'root'}.unsigned"


def signed_file(plan):
    return f"{plan.name.rstrip('.') or 'root'}.signed"


def make_below(folder):
    """The zones below the cuts, and the unsigned texts of those that Knot signs itself; returns {zone name: DS}."""
    return make_all(folder, BELOW, {})


def make_above(folder, ds):
    """What hangs above Knot's zones: their siblings' DS join `ds`, then come the top zone and the root; returns its DS."""
    make_all(folder, (TOP,), ds)
    make_all(folder, (ROOT,), ds)
    return ds[ROOT.name]


def make_all(folder, plans, ds):
    """Signs the plans' zones, whose children's DS records are in `ds`, and adds theirs."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for plan, records in zip(plans, pool.map(lambda plan: make(folder, plan, ds), plans)):
            ds[plan.name] = damaged_ds(plan, records)
    return ds


def make(folder, plan, ds):
    source = folder / unsigned_file(plan)
    source.write_text(zone_text(plan, ds))
    if not plan.signer:
        (folder / signed_file(plan)).write_text(source.read_text())
        return []
    if plan.signer == "knot":
        return []  # its keys are known when it runs
    keys = folder / f"keys-{plan.name}"
    keys.mkdir()
    raw = keys / "signed"
    entry = {"bind": sign_with_bind, "ldns": sign_with_ldns}[plan.signer](plan, keys, source, raw)
    lines = damaged(plan, lines_of(plan, raw))
    if plan == TOP:
        lines = damaged_top(LEAVES, lines)
    (folder / signed_file(plan)).write_text("\n".join(lines) + "\n")
    return entry


def zone_text(plan, ds):
    name = plan.name.lstrip(".")
    lines = [f"$ORIGIN {plan.name}", "$TTL 3600", f"@ SOA ns.{name} hostmaster.{name} 1 7200 3600 1209600 300"]
    lines += [f"@ NS ns.{name}", f"ns A {ADDRESSES[plan.place]}"]
    for child in children_of(plan):
        lines += [f"{child.name} NS ns.{child.name}", f"ns.{child.name} A {ADDRESSES[child.place]}"]
        lines += [f"{child.name} DS {' '.join(rdata)}" for rdata in ds.get(child.name, ())]
    return "\n".join(lines) + "\n" + CONTENTS


def sign_with_bind(plan, keys, source, raw):
    """Returns the DS records for the parent."""
    entry, others = [], []
    for algorithm in filter(None, (plan.algorithm, plan.second_algorithm)):
        mnemonic = "NSEC3RSASHA1" if algorithm == 7 else ALGORITHMS[algorithm]
        make_key = ("dnssec-keygen", "-q", "-K", keys, "-a", mnemonic, *bits(algorithm))
        entry.append(run(*make_key, "-f", "KSK", plan.name).strip())
        others.append(run(*make_key, plan.name).strip())
    ds = ds_of(*(keys / f"{key}.key" for key in entry))
    if plan.damage == "revoked-key":
        revoked = run("dnssec-revoke", "-r", "-K", keys, entry[0]).strip()
        ds = [ds_of_revoked(plan, keys / f"{revoked.split('/')[-1]}.key")] if plan.ds_damage else ds
    denial = ("-3", plan.denial.salt or "-", "-H", str(plan.denial.iterations)) if plan.denial.hashed else ()
    opt_out = ("-A",) if plan.denial.opt_out else ()
    run(
        "dnssec-signzone", "-q", "-P", "-S", "-K", keys, "-d", keys, "-o", plan.name, *times(plan), *denial, *opt_out,
        "-f", raw, source,
    )  # fmt: skip
    return ds


def sign_with_ldns(plan, keys, source, raw):
    make_key = ("ldns-keygen", "-a", ALGORITHMS[plan.algorithm], *bits(plan.algorithm))
    entry = run(*make_key, "-k", plan.name, cwd=keys).strip()
    other = run(*make_key, plan.name, cwd=keys).strip()
    denial = ("-n", "-t", str(plan.denial.iterations)) if plan.denial.hashed else ()
    salt = ("-s", plan.denial.salt) if plan.denial.salt else ()
    opt_out = ("-p",) if plan.denial.opt_out else ()
    run("ldns-signzone", *denial, *salt, *opt_out, "-o", plan.name, "-f", raw, source, other, entry, cwd=keys)
    return ds_of(keys / f"{entry}.key")


def bits(algorithm):
    return ("-b", "2048") if algorithm in (5, 7, 8, 10) else ()


def lines_of(plan, path):
    text = run(
        "named-compilezone", "-q", "-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore", "-r", "ignore",
        "-M", "ignore", "-S", "ignore", "-T", "ignore", "-s", "full", "-o", "-", plan.name, path,
    )  # fmt: skip
    return [" ".join(line.split()) for line in text.splitlines() if line and not line.startswith(";")]


def ds_of(*key_files):
    """DS records with digests of types 1 and 2 as lists of their four fields."""
    records = []
    for key_file in key_files:
        for line in run("dnssec-dsfromkey", "-1", "-2", key_file).splitlines():
            if " DS " in line:
                records.append(line.split(" DS ")[1].split(None, 3))
    return records


def ds_of_revoked(plan, key_file):
    """The DS, with a SHA-256 digest, that BIND's tools refuse to make (RFC 4034 §5.1.4)."""
    line = next(line for line in key_file.read_text().splitlines() if not line.startswith(";"))
    flags, protocol, algorithm, *key = line.split(" DNSKEY ")[1].split()
    rdata = int(flags).to_bytes(2) + bytes([int(protocol), int(algorithm)]) + base64.b64decode("".join(key))
    owner = b"".join(bytes([len(label)]) + label for label in labels(plan.name)) + b"\0"
    total = sum(octet << 8 if i % 2 == 0 else octet for i, octet in enumerate(rdata))  # RFC 4034 App. B
    tag = (total + (total >> 16)) & 0xFFFF
    return [str(tag), algorithm, "2", hashlib.sha256(owner + rdata).hexdigest()]


def ds_served(plan, address):
    """The same for the keys that a server shows, which made them itself."""
    shown = run("dig", f"@{address}", plan.name, "DNSKEY", "+noall", "+answer", "+norecurse", "+tcp")
    done = subprocess.run(("dnssec-dsfromkey", "-1", "-2", "-f", "-", plan.name), input=shown, capture_output=True, text=True)
    if " DS " not in done.stdout:
        raise RuntimeError(f"no DS for {plan.name}: {shown}{done.stderr}")
    return [line.split(" DS ")[1].split(None, 3) for line in done.stdout.splitlines()]


def write_anchors(folder):
    """The root's key signing key, once as a record and once as delv wants it; returns the two files' paths."""
    (key_file,) = [f for f in (folder / f"keys-{ROOT.name}").glob("K*.key") if " 257 " in f.read_text()]
    line = next(line for line in key_file.read_text().splitlines() if not line.startswith(";"))
    flags, protocol, algorithm, *key = line.split(" DNSKEY ")[1].split()
    record, clause = folder / "anchor.zone", folder / "anchor.delv"
    record.write_text(f". 3600 IN DNSKEY {flags} {protocol} {algorithm} {''.join(key)}\n")
    clause.write_text(f'trust-anchors {{ . static-key {flags} {protocol} {algorithm} "{"".join(key)}"; }};\n')
    return record, clause
