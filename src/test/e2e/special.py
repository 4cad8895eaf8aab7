"""What cannot be said as 'this question has that answer': transports, header bits, circles, and validation by delv."""

import re
import time

import asking
from records import text_of


def check_special(score):
    check_truncation(score)
    check_connections(score)
    check_header_bits(score)
    begin = time.monotonic()
    reply = asking.dig("@127.0.0.1", "circle.alias.alder", "A")
    seconds = time.monotonic() - begin
    score.add("aliases in a circle", reply.rcode in ("SERVFAIL", "NOERROR") and seconds < 5, f"{reply.rcode}, {seconds:.1f} s")


def check_truncation(score):
    """Never more than the client takes; then TC, and the whole answer over TCP (RFC 1035 §4.2.1, RFC 6891 §6.2.3)."""
    sizes = (("medium", 512, "+noedns"), ("large", 1232, "+bufsize=1232"), ("huge", 4096, "+bufsize=4096"))
    for name, limit, option in sizes:
        reply = asking.dig("@127.0.0.1", f"{name}.big.birch", "TXT", "+ignore", option)
        good = "tc" in reply.flags and reply.size <= limit and reply.rcode == "NOERROR"
        score.add("truncation", good, f"{name}.big.birch TXT {option}: {sorted(reply.flags)}, {reply.size} octets")
        reply = asking.dig("@127.0.0.1", f"{name}.big.birch", "TXT", option)
        good = "tc" not in reply.flags and len(reply.answer) >= 4 and reply.size > limit
        score.add("truncation", good, f"{name}.big.birch TXT {option} over TCP: {reply.rcode}, {reply.size} octets")


def check_connections(score):
    twenty = [((f"instance{i}".encode(), b"wild", b"alder"), "A") for i in range(20)]
    count = asking.kdig_kept_open(twenty)
    score.add("one TCP connection", count == 20, f"kdig +keepopen had {count} of 20 answers")
    fresh = [((f"pipelined{i}".encode(), b"wild", b"alder"), "A") for i in range(20)]
    answered = asking.pipelined(fresh)
    score.add("one TCP connection", answered == list(range(20)), f"20 pipelined queries, answers to {answered}")


def check_header_bits(score):
    cold = asking.dig("@127.0.0.1", "never-asked.wild.alder", "A", "+norecurse")
    good = cold.rcode in ("NOERROR", "REFUSED", "SERVFAIL") and not cold.answer and "rd" not in cold.flags
    score.add("RD=0", good, f"for an unknown name: {cold.rcode}, {len(cold.answer)} records, {sorted(cold.flags)}")
    cased = asking.dig("@127.0.0.1", "wWw.ALIAS.aldeR", "A")
    score.add("letter case", cased.question_text == "wWw.ALIAS.aldeR.", f"question came back as {cased.question_text}")
    version = asking.dig("@127.0.0.1", "www.alias.alder", "A", "+edns=1", "+noednsnegotiation")
    score.add("EDNS version 1", version.rcode == "BADVERS", f"{version.rcode} instead of BADVERS")
    opcode = asking.dig("@127.0.0.1", "www.alias.alder", "A", "+opcode=STATUS")
    score.add("unknown opcode", opcode.rcode in ("NOTIMP", "REFUSED"), f"{opcode.rcode} instead of NOTIMP")


def check_delv(score, oracle, questions, anchors):
    """For each zone one question of every kind, validated from the root's key down by someone else's code."""
    chosen = {}
    for name, kind in questions:
        expected = oracle.answer(name, kind)
        zones = {oracle.zone_of(owner, k).apex for (owner, k), *_ in expected.chain}
        shape = (expected.rcode, expected.positive, tuple(k == "CNAME" for (_, k), *_ in expected.chain))
        signed = expected.zone.plan.signer and all(oracle.zones[apex].plan.signer for apex in zones)
        if signed or len(zones) <= 1:  # a chain out of or into an unsigned zone is neither one nor the other
            chosen.setdefault((expected.zone.apex, shape, name[:2] == (b"instance", b"of")), (name, kind))
    wanted = list(chosen.values())
    for (name, kind), output in asking.delv_all(wanted, anchors).items():
        expected = oracle.answer(name, kind)
        verdict = "fully validated" if expected.zone.plan.signer else "unsigned answer"
        if not expected.positive and not expected.chain:  # after an alias delv says no more than that all is valid
            verdict = "negative response, " + verdict
        good = verdict in output and not re.search(r"resolution failed: (?!ncache)", output)
        score.add(f"delv says '{verdict}'", good, f"{text_of(name)} {kind}: {' / '.join(output.split(chr(10))[:3])}")


def one_for_each_zone(oracle, questions):
    chosen = {}
    for name, kind in questions:
        expected = oracle.answer(name, kind)
        if expected.positive and kind != "NSEC":
            chosen.setdefault(expected.zone.apex, (name, kind))
    return list(chosen.values())
