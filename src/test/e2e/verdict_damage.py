"""What is broken in zones after they were signed. Zones are lists of lines 'owner ttl class type rdata'."""

import base64
import re

UNKNOWN = 200  # a number that neither an algorithm nor a digest has


def damaged(plan, lines):
    """The zone's lines with what `plan.damage` says; keys and times are the signing's affair."""
    word = plan.damage
    www = f"www.{plan.name}"
    if word == "bad-signature":
        return [with_bad_signature(line) if signs(line, www, "A") else line for line in lines]
    if word == "bad-key-signature":
        return [with_bad_signature(line) if signs(line, plan.name, "DNSKEY") else line for line in lines]
    if word == "missing-signature":
        return [line for line in lines if not signs(line, www, "A")]
    if word == "no-signatures":
        return [line for line in lines if type_of(line) != "RRSIG"]
    if word in ("missing-nsec", "missing-nsec3"):
        kind = word.removeprefix("missing-").upper()
        return [line for line in lines if type_of(line) not in (kind, f"{kind}PARAM") and covered(line) != kind]
    if word == "stripped-algorithm":  # the keys are proven, what they should sign is not signed
        return [line for line in lines if type_of(line) != "RRSIG" or covered(line) == "DNSKEY"]
    if word == "unknown-algorithm-signature":
        return [with_algorithm(line, UNKNOWN) if signs(line, www, "A") else line for line in lines]
    if word == "one-of-two-algorithms":  # RFC 6840 §5.11: one valid path is enough for a validator
        return [line for line in lines if not (covered(line) and line.split()[5] == str(plan.second_algorithm))]
    return lines


def times(plan):
    """Arguments of dnssec-signzone for signatures that are not valid now."""
    past, future = ("-s", "20200101000000", "-e", "20200201000000"), ("-s", "20450101000000", "-e", "20450201000000")
    return {"expired": past, "not-yet-valid": future}.get(plan.damage, ())


def damaged_ds(plan, records):
    """The DS RDATA that the parent gets; `records` are [tag, algorithm, digest type, digest] with digests 1 and 2."""
    sha1 = [r for r in records if r[2] == "1"]
    good = [r for r in records if r[2] == "2"]
    unknown_digest = [[tag, algorithm, str(UNKNOWN), digest] for tag, algorithm, _, digest in good]
    unknown_algorithm = [[tag, str(UNKNOWN), kind, digest] for tag, _, kind, digest in good]
    return {
        "wrong-digest": wrong(good),
        "wrong-tag": [[str((int(tag) + 1) % 65536), *rest] for tag, *rest in good],
        "unknown-algorithm": unknown_algorithm,
        "unknown-digest": unknown_digest,
        "unknown-beside-good": [*unknown_algorithm, *unknown_digest, *good],
        "sha-1": sha1,
        "wrong-sha-1-beside-sha-256": [*wrong(sha1), *good],
        "wrong-sha-256-beside-sha-1": [*sha1, *wrong(good)],
    }.get(plan.ds_damage, good)


def damaged_top(plans, lines):
    """The parent of the damaged zones, without the signatures of those DS that shall have none."""
    bare = {plan.name for plan in plans if plan.ds_damage == "unsigned-ds"}
    return [line for line in lines if not (owner(line) in bare and covered(line) == "DS")]


def wrong(records):
    return [[*rest, ("1" if digest[0] == "0" else "0") + digest[1:]] for *rest, digest in records]


def owner(line):
    return line.split()[0]


def type_of(line):
    return line.split(None, 4)[3]


def covered(line):
    return line.split(None, 5)[4] if type_of(line) == "RRSIG" else None


def signs(line, name, kind):
    return owner(line) == name and covered(line) == kind


def with_bad_signature(line):
    """One bit of the signature turned over."""
    fields = line.split(None, 12)
    octets = bytearray(base64.b64decode(fields[12].replace(" ", "")))
    octets[len(octets) // 2] ^= 1
    return " ".join([*fields[:12], base64.b64encode(octets).decode()])


def with_algorithm(line, number):
    return re.sub(r"(RRSIG\s+\S+\s+)\d+", rf"\g<1>{number}", line)
