"""Domain names and records as the zone tools and dig print them, made comparable."""

import re
from dataclasses import dataclass

SPACELESS = {"RRSIG", "DNSKEY", "DS", "CDS", "CDNSKEY", "TLSA", "SSHFP"}  # printed with blanks at will
NAMES_INSIDE = {"NS", "CNAME", "DNAME", "PTR", "MX", "SRV", "SOA"}  # compared without regard to case


def labels(text):
    """A name in presentation form as a tuple of lower-case labels, leftmost first; the root is ()."""
    result, label, i = [], bytearray(), 0
    while i < len(text):
        if text[i] == "\\" and text[i + 1 : i + 4].isdigit():
            label.append(int(text[i + 1 : i + 4]))
            i += 4
        elif text[i] == "\\":
            label += text[i + 1].encode()
            i += 2
        elif text[i] == ".":
            if label:
                result.append(bytes(label).lower())
            label.clear()
            i += 1
        else:
            label += text[i].encode()
            i += 1
    if label:
        result.append(bytes(label).lower())
    return tuple(result)


def text_of(name):
    """The presentation form of a tuple of labels, every odd octet as \\DDD."""
    def escape(octet):
        return chr(octet) if chr(octet).isalnum() and octet < 128 or octet in b"-_*/" else f"\\{octet:03}"

    return "".join("".join(map(escape, label)) + "." for label in name) or "."


@dataclass(frozen=True)
class Record:
    owner: tuple
    ttl: int
    type: str
    rdata: str

    @property
    def covered(self):
        """The type that an RRSIG signs, None for other records."""
        return self.rdata.split("|", 1)[0] if self.type == "RRSIG" else None


def parse_record(line):
    """One line 'owner ttl class type rdata'."""
    owner, ttl, _, kind, *rest = re.split(r"[ \t]+", line.strip(), maxsplit=4)
    rdata = rest[0] if rest else ""
    if kind == "RRSIG":  # the covered type stays readable, the rest is compared without blanks
        covered, remainder = rdata.split(None, 1)
        rdata = covered + "|" + "".join(remainder.split())
    elif kind in SPACELESS or kind.startswith("TYPE"):
        rdata = "".join(rdata.split())
    if kind in NAMES_INSIDE:
        rdata = rdata.lower()
    return Record(labels(owner), int(ttl), kind, rdata)
