"""Which zones there are, how each is signed, and which pair of servers (one NSD, one Knot) carries it.

Zones that are parent and child never share a pair: a server that carries both would skip the referral, and the
referrals are what a resolver has to be tested with.
"""

from dataclasses import dataclass

PAIRS = ("root", "alder", "birch", "one", "two", "three", "four")
BRANDS = ("nsd", "knot")


def address_number(pair, brand):
    return 2 * PAIRS.index(pair) + BRANDS.index(brand) + 1


def ipv4(pair, brand):
    return f"10.53.0.{address_number(pair, brand)}"


def ipv6(pair, brand):
    return f"fd53::{address_number(pair, brand):x}"


@dataclass(frozen=True)
class Plan:
    """How one zone is made. Algorithms: 8 RSA/SHA-256, 13 ECDSA P-256, 15 Ed25519."""

    name: str
    pair: str
    signer: str  # "bind", "ldns", or "" for an unsigned zone
    algorithm: int
    denial: str  # "NSEC" or "NSEC3"
    nsd_families: str = "4"  # the address families that the zone's NSD server publishes
    knot_families: str = "4"
    server_names: str = ""  # where the servers' names live when they are not in the zone itself

    def servers(self):
        """(server name, record type, address) of every published address."""
        for brand, families in (("nsd", self.nsd_families), ("knot", self.knot_families)):
            for family in families:
                address = ipv4(self.pair, brand) if family == "4" else ipv6(self.pair, brand)
                yield self.server_name(brand), "A" if family == "4" else "AAAA", address

    def server_name(self, brand):
        number = BRANDS.index(brand) + 1
        if self.server_names:
            return f"{self.server_names.format(number)}"
        return f"ns{number}.servers." if self.name == "." else f"ns{number}.{self.name}"


PLANS = (
    Plan(".", "root", "bind", 8, "NSEC", "46", "46"),
    Plan("alder.", "alder", "bind", 13, "NSEC3"),
    Plan("birch.", "birch", "ldns", 15, "NSEC", "46", "46"),
    Plan("types.alder.", "one", "bind", 13, "NSEC3"),
    Plan("alias.alder.", "two", "ldns", 8, "NSEC", "46", "4"),
    Plan("target.birch.", "one", "bind", 13, "NSEC3"),
    Plan("glueless.alder.", "two", "ldns", 15, "NSEC3", server_names="glue{}.hosts.birch."),
    Plan("hosts.birch.", "three", "bind", 13, "NSEC"),
    Plan("wild.birch.", "one", "ldns", 8, "NSEC3"),
    Plan("wild.alder.", "two", "bind", 15, "NSEC"),
    Plan("unsigned.alder.", "three", "", 0, ""),
    Plan("big.birch.", "three", "bind", 8, "NSEC3", "4", "46"),
    Plan("deep.birch.", "one", "ldns", 13, "NSEC"),
    Plan("a.deep.birch.", "two", "bind", 15, "NSEC3"),
    Plan("b.a.deep.birch.", "three", "ldns", 8, "NSEC3"),
    Plan("c.b.a.deep.birch.", "four", "bind", 13, "NSEC"),
    Plan("six.birch.", "four", "bind", 15, "NSEC3", "4", "6"),
    Plan("53.10.in-addr.arpa.", "four", "bind", 15, "NSEC"),
)


def parent_of(plan):
    """The plan of the closest zone above, None for the root."""
    above = [p for p in PLANS if p != plan and (p.name == "." or plan.name.endswith("." + p.name))]
    return max(above, key=lambda p: len(p.name), default=None)


def children_of(plan):
    return [p for p in PLANS if parent_of(p) == plan]
