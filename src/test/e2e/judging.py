"""Compares replies with what the oracle expects, and keeps the score."""

from collections import Counter

from records import labels, text_of

SHOWN = 25  # failures printed in full; more of them say nothing new


class Score:
    def __init__(self):
        self.passed, self.failures, self.by_part = 0, [], Counter()

    @property
    def failed(self):
        return len(self.failures)

    def add(self, part, good, complaint=""):
        self.by_part[part, bool(good)] += 1
        if good:
            self.passed += 1
        else:
            self.failures.append(f"{part}: {complaint}")

    def report(self, log):
        for part in dict.fromkeys(part for part, _ in self.by_part):
            print(f"  {part}: {self.by_part[part, True]} passed, {self.by_part[part, False]} failed".replace(", 0 failed", ""))
        for failure in self.failures[:SHOWN]:
            print(f"FAILED  {failure}")
        if self.failed > SHOWN:
            print(f"FAILED  … and {self.failed - SHOWN} more")
        if self.failed and log.exists():
            last_words = log.read_text(errors="replace").splitlines()[-20:]
            print("The resolver's last words:", *last_words, sep="\n")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)


def check_replies(score, part, oracle, questions, replies, signatures=False):
    for question in questions:
        name, kind = question
        expected, reply = oracle.answer(name, kind), replies.get(question)
        complaints = complaints_about(reply, expected, kind, signatures) if reply else ["no answer"]
        score.add(part, not complaints, f"{text_of(name)} {kind}: {'; '.join(complaints)}")


def complaints_about(reply, expected, kind, signatures):
    """Everything that is wrong with a reply, as text; an empty list when all is well."""
    complaints = []
    if reply.rcode != expected.rcode:
        complaints.append(f"{reply.rcode} instead of {expected.rcode}")
    if not {"qr", "rd", "ra"} <= reply.flags or reply.flags & {"aa", "tc"}:
        complaints.append(f"flags {' '.join(sorted(reply.flags))}")
    complaints += complaints_about_answer(reply, expected, signatures)
    if not expected.positive:
        complaints += complaints_about_denial(reply, expected, signatures)
    if not signatures:
        extra = {r.type for r in reply.answer + reply.authority} & {"RRSIG", "NSEC", "NSEC3"} - {kind}
        if extra:
            complaints.append(f"{' '.join(sorted(extra))} without the DO bit")
    return complaints


def complaints_about_answer(reply, expected, signatures):
    data = [r for r in reply.answer if r.type != "RRSIG"]
    order = list(dict.fromkeys((r.owner, r.type) for r in data))
    if order != [link for link, *_ in expected.chain]:
        return [f"answer holds {shown(order)} instead of {shown(link for link, *_ in expected.chain)}"]
    complaints = []
    if len(data) != len(set(data)):
        complaints.append("a record twice in the answer")
    for link, rdata, ttl, signed in expected.chain:
        got = {labels(r.rdata) if r.type == "CNAME" else r.rdata for r in data if (r.owner, r.type) == link}
        if got != rdata:
            complaints.append(f"{shown([link])} is {sorted(got)} instead of {sorted(rdata)}")
        ttls = [r.ttl for r in reply.answer if (r.owner, r.covered or r.type) == link]
        if not all(0 <= t <= ttl for t in ttls):
            complaints.append(f"{shown([link])} has TTL {max(ttls)}, the zone says {ttl}")
        if signatures:
            got = {r.rdata for r in reply.answer if r.covered and (r.owner, r.covered) == link}
            if got != signed:
                complaints.append(f"{shown([link])} has {len(got)} signatures that match none or not all of {len(signed)}")
    return complaints


def complaints_about_denial(reply, expected, signatures):
    """A negative answer carries its zone's SOA, and with DO the signed denial (what that proves is delv's to judge)."""
    zone = expected.zone
    soas = [r for r in reply.authority if r.type == "SOA"]
    if [r.owner for r in soas] != [zone.apex]:
        return [f"SOA of {shown((r.owner, 'SOA') for r in soas)} instead of {text_of(zone.apex)}"]
    complaints = []
    if soas[0].ttl > zone.soa_ttl():
        complaints.append(f"SOA has TTL {soas[0].ttl}, above {zone.soa_ttl()}")
    kinds = {r.type for r in reply.authority} | {r.covered for r in reply.authority}
    if signatures and zone.plan.denial and not {zone.plan.denial, "RRSIG", "SOA"} <= kinds:
        complaints.append(f"no signed {zone.plan.denial} in the authority section")
    return complaints


def shown(links):
    return ", ".join(f"{text_of(name)} {kind}" for name, kind in links) or "nothing"
