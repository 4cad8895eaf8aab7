"""The tree on which validators are compared: who signs which zone, how, and what is then damaged.

root → proof. → one zone for each way of signing → a signed and an unsigned zone below those that prove their cuts.
"""

from dataclasses import dataclass

ALGORITHMS = {
    5: "RSASHA1", 7: "RSASHA1-NSEC3-SHA1", 8: "RSASHA256", 10: "RSASHA512", 13: "ECDSAP256SHA256",
    14: "ECDSAP384SHA384", 15: "ED25519", 16: "ED448",
}  # fmt: skip
SIGNERS = ("bind", "ldns", "knot")
ADDRESSES = {"root": "10.54.0.1", "top": "10.54.0.2", "made": "10.54.0.3", "knot": "10.54.0.4", "below": "10.54.0.5"}


@dataclass(frozen=True)
class Denial:
    """How a zone denies: NSEC, or NSEC3 with its parameters."""

    hashed: bool = False
    iterations: int = 0
    salt: str = ""  # hexadecimal
    opt_out: bool = False

    def __str__(self):
        if not self.hashed:
            return "NSEC"
        salt = f", salt {len(self.salt) // 2}" if self.salt else ""
        return f"NSEC3 {self.iterations}{salt}{', opt-out' if self.opt_out else ''}"


NSEC, NSEC3 = Denial(), Denial(hashed=True)


@dataclass(frozen=True)
class Plan:
    """How one zone is made; `damage` and `ds_damage` are names in verdict_damage."""

    name: str
    place: str  # key of ADDRESSES
    signer: str = "bind"  # or "ldns", "knot", "" for an unsigned zone
    algorithm: int = 13
    denial: Denial = NSEC
    cuts: bool = False  # whether zones below it are delegated
    damage: str = ""
    ds_damage: str = ""
    second_algorithm: int = 0  # a second pair of keys, by "bind" only

    @property
    def label(self):
        return self.name.split(".")[0]


def algorithm_plans():
    for signer in SIGNERS:
        for number, mnemonic in ALGORITHMS.items():
            hashed = number != 5 and (number == 7 or signer != "bind")  # 5 has no NSEC3, and 7 is for nothing else
            place = "knot" if signer == "knot" else "made"
            yield Plan(f"{signer}-{mnemonic.lower()}.proof.", place, signer, number, NSEC3 if hashed else NSEC)


def denial_plans():
    salted = Denial(True, 10, "0123456789abcdef")
    opt_out = Denial(True, 0, "", True)
    for signer in SIGNERS:
        place = "knot" if signer == "knot" else "made"
        for word, denial in (("nsec", NSEC), ("nsec3", NSEC3), ("salted", salted), ("opt-out", opt_out)):
            yield Plan(f"{signer}-{word}.proof.", place, signer, 13, denial, cuts=True)
    for iterations in (50, 51, 151):
        denial = Denial(True, iterations, "0a0b")
        yield Plan(f"iterations-{iterations}.proof.", "made", "ldns", 13, denial, cuts=True)


def damaged_plans():
    for word in (
        "bad-signature", "bad-key-signature", "missing-signature", "no-signatures", "expired", "not-yet-valid",
        "missing-nsec", "stripped-algorithm", "unknown-algorithm-signature",
    ):  # fmt: skip
        yield Plan(f"{word}.proof.", "made", damage=word, cuts=word == "missing-nsec")
    yield Plan("missing-nsec3.proof.", "made", denial=NSEC3, damage="missing-nsec3", cuts=True)
    yield Plan("revoked-key.proof.", "made", damage="revoked-key")
    yield Plan("revoked-key-in-ds.proof.", "made", damage="revoked-key", ds_damage="of-revoked-key")
    for word in (
        "wrong-digest", "wrong-tag", "unknown-algorithm", "unknown-digest", "unknown-beside-good", "sha-1",
        "wrong-sha-1-beside-sha-256", "wrong-sha-256-beside-sha-1", "unsigned-ds",
    ):  # fmt: skip
        yield Plan(f"ds-{word}.proof.", "made", ds_damage=word)
    yield Plan("two-algorithms.proof.", "made", second_algorithm=15)
    yield Plan("one-of-two-algorithms.proof.", "made", second_algorithm=15, damage="one-of-two-algorithms")
    yield Plan("neither-of-two-algorithms.proof.", "made", second_algorithm=15, damage="no-signatures")


LEAVES = (*algorithm_plans(), *denial_plans(), *damaged_plans(), Plan("plain.proof.", "made", ""))
BELOW = tuple(
    Plan(f"{word}.{leaf.name}", "below", signer, 15, NSEC)
    for leaf in LEAVES
    if leaf.cuts
    for word, signer in (("signed", "ldns"), ("unsigned", ""))
)
TOP = Plan("proof.", "top", "bind", 13, NSEC)
ROOT = Plan(".", "root", "bind", 8, NSEC)


def children_of(plan):
    if plan == ROOT:
        return (TOP,)
    return LEAVES if plan == TOP else tuple(below for below in BELOW if below.name.endswith(f".{plan.name}"))


FEW = (("", "DS"), ("www", "A"), ("www", "MX"), ("nope", "A"), ("x.wild", "A"), ("alias", "A"))
MANY = (
    ("", "SOA"), ("", "DS"), ("www", "A"), ("www", "MX"), ("www", "DS"), ("nope", "A"), ("x.y.nope", "A"), ("nope", "DS"),
    ("ent", "A"), ("a.ent", "A"), ("x.wild", "A"), ("x.y.wild", "A"), ("x.wild", "MX"), ("wild", "A"), ("*.wild", "A"),
    ("alias", "A"), ("alias", "MX"), ("starred", "A"), ("out", "A"), ("astray", "A"), ("dangling", "A"), ("tree", "DNAME"),
    ("a.tree", "A"), ("nope.tree", "A"), ("a.far", "A"), ("signed", "DS"), ("www.signed", "A"), ("nope.signed", "A"), ("unsigned", "DS"),
    ("unsigned", "SOA"), ("www.unsigned", "A"), ("nope.unsigned", "A"),
)  # fmt: skip


def questions():
    """(plan, name, type) of everything that is asked."""
    for plan in (TOP, *LEAVES):
        for prefix, kind in MANY if plan.cuts else FEW:
            yield plan, f"{prefix}.{plan.name}" if prefix else plan.name, kind
