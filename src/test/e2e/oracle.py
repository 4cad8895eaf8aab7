"""What a resolver must answer, derived from nothing but the records of the zone files (RFC 1034 §4.3.2, RFC 6672)."""

from collections import defaultdict
from dataclasses import dataclass

from records import labels

ABSENT = "AFSDB"  # a type that no zone has: asking for it gives NODATA


@dataclass(frozen=True)
class Expected:
    rcode: str
    chain: tuple  # ((owner, type), {rdata}, ttl, {RRSIG rdata}) in the order in which a resolver must list them
    zone: object  # where the last step ended; its SOA belongs into a negative answer
    positive: bool  # whether the last link answers the question itself


class Circle(Exception):
    """Aliases that lead back to themselves have no right answer."""


class Zone:
    def __init__(self, plan, records):
        self.plan, self.apex = plan, labels(plan.name)
        self.nodes = defaultdict(lambda: defaultdict(list))
        self.signatures = defaultdict(set)
        hashed = {r.owner for r in records if r.type == "NSEC3"}
        for record in records:
            if record.owner in hashed:
                continue
            if record.type == "RRSIG":
                self.signatures[record.owner, record.covered].add(record.rdata)
            else:
                self.nodes[record.owner][record.type].append(record)
            for i in range(1, len(record.owner) - len(self.apex)):
                _ = self.nodes[record.owner[i:]]  # an empty non-terminal exists too (RFC 8020)

    def soa_ttl(self):
        """How long a negative answer may be kept (RFC 2308 §5)."""
        (soa,) = self.nodes[self.apex]["SOA"]
        return min(soa.ttl, int(soa.rdata.split()[-1]))


class Oracle:
    def __init__(self, zones):
        self.zones = {labels(plan.name): Zone(plan, records) for plan, records in zones.items()}

    def zone_of(self, name, kind):
        """The zone that is authoritative for the question: DS lives above the cut, everything else below."""
        start = 1 if kind == "DS" and name in self.zones and name else 0
        return next(self.zones[name[i:]] for i in range(start, len(name) + 1) if name[i:] in self.zones)

    def answer(self, name, kind):
        chain, seen = [], set()
        while name not in seen:
            seen.add(name)
            zone = self.zone_of(name, kind)
            alias = self.dname_above(zone, name)
            if alias:
                target = name[: -len(alias.owner)] + labels(alias.rdata)
                chain.append(self.link(zone, alias.owner, "DNAME", alias.owner))
                chain.append(((name, "CNAME"), {target}, alias.ttl, set()))
                name = target
                continue
            source = name if name in zone.nodes else self.wildcard_for(zone, name)
            if source is None:
                return Expected("NXDOMAIN", tuple(chain), zone, False)
            node = zone.nodes[source]
            if kind in node:
                chain.append(self.link(zone, source, kind, name))
                return Expected("NOERROR", tuple(chain), zone, True)
            if "CNAME" not in node:
                return Expected("NOERROR", tuple(chain), zone, False)
            chain.append(self.link(zone, source, "CNAME", name))
            name = labels(node["CNAME"][0].rdata)
        raise Circle()

    @staticmethod
    def link(zone, source, kind, owner):
        records = zone.nodes[source][kind]
        rdata = {labels(r.rdata) if kind == "CNAME" else r.rdata for r in records}
        return (owner, kind), rdata, records[0].ttl, zone.signatures[source, kind]

    @staticmethod
    def dname_above(zone, name):
        for i in range(1, len(name) - len(zone.apex) + 1):
            if name[i:] in zone.nodes and "DNAME" in zone.nodes[name[i:]]:
                return zone.nodes[name[i:]]["DNAME"][0]
        return None

    @staticmethod
    def wildcard_for(zone, name):
        encloser = next(name[i:] for i in range(1, len(name) + 1) if name[i:] in zone.nodes)
        wildcard = (b"*",) + encloser
        return wildcard if wildcard in zone.nodes else None

    def questions(self):
        """Every owner and type of every zone, and around them every way of there being nothing."""
        asked = {}
        for zone in self.zones.values():
            for name, node in list(zone.nodes.items()):
                kinds = [kind for kind in node if self.zone_of(name, kind) is zone]
                if "CNAME" in node:  # whether NSEC beside a CNAME is answered or the alias followed is left to the resolver
                    kinds = ["CNAME"]
                if self.zone_of(name, ABSENT) is zone:
                    kinds += [ABSENT] + (["A", "AAAA"] if "CNAME" in node else [])
                variants = [name]
                if b"*" in name[:1]:  # once as written, once as a name that the wildcard covers
                    variants.append((b"instance", b"of") + name[1:])
                for variant in variants:
                    asked.update({(variant, kind): None for kind in kinds})
                if "NS" in node and name != zone.apex:
                    kinds.append("DS")  # at an unsigned zone its absence matters just as much
                if "DNAME" in node:
                    asked.update(self.below_dname(name, labels(node["DNAME"][0].rdata)))
            for missing in ((b"no-such-name",), (b"x", b"y", b"no-such-name")):
                asked[missing + zone.apex, "A"] = None
        return [question for question in asked if self.has_answer(*question)]

    def below_dname(self, owner, target):
        """Questions for the names that a DNAME makes: one for each below its target, through further DNAMEs too."""
        for name, node in list(self.zone_of(target, "A").nodes.items()):
            if name[-len(target) :] != target:
                continue
            made = name[: -len(target)] + owner
            if name != target:  # whether the CNAME that a DNAME makes answers the type CNAME is read both ways
                yield from (((made, kind), None) for kind in [*node, ABSENT] if kind not in ("NSEC", "CNAME"))
            if "DNAME" in node:
                yield from self.below_dname(made, labels(node["DNAME"][0].rdata))

    def has_answer(self, name, kind):
        try:
            self.answer(name, kind)
        except Circle:
            return False
        return True
