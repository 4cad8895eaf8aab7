"""Compares the verdict of the resolver under test with those of Unbound and delv, name by name.

Secure is an answer with AD, insecure one without, bogus a SERVFAIL. delv validates by itself what it fetches with CD=1.
"""

import re
import time
from collections import defaultdict

import asking
import servers
import verdict_servers
import verdict_signing
from records import labels, text_of
from verdict_layout import LEAVES, questions

REASONS = {1, 2, 5, 6, 7, 8, 9, 10, 11, 12}  # Extended DNS Errors that say why an answer is bogus (RFC 8914)

LONGEST_WAIT = 3  # seconds for which a silent server may be left alone at first

# Zones (first label), verdicts of the resolver under test, Unbound and delv, and why they differ. Nothing else may.
EXPLAINED = (
    (r"(bind|ldns|knot)-opt-out", ("insecure", "insecure", "secure"),
     "delv says secure of what only an opt-out NSEC3 covers; RFC 5155 §9.2 forbids AD there"),
    (r"iterations-51", ("insecure", "insecure", "secure"),
     f"delv 9.18 believes up to 150 iterations, which cannot be set; the others were told {verdict_servers.ITERATIONS}"),
    (r"ds-wrong-sha-256-beside-sha-1", ("bogus", "secure", "bogus"),
     "Unbound believes a SHA-1 digest beside a SHA-256 one unless harden-algo-downgrade is set; RFC 4509 §3 says not to"),
    (r"revoked-key-in-ds", ("bogus", "secure", "bogus"),
     "Unbound heeds the REVOKE bit in trust anchors only; RFC 5011 §2.1 says that a revoked key is good for nothing else"),
)  # fmt: skip


def prove(score, built, command, say):
    """`built` is what build returned, once it has."""
    home, anchor, clause = built
    say(f"{len(LEAVES)} zones for verdicts signed and served")
    hints = verdict_servers.write_hints(home)
    resolver, _ = servers.start_resolver(command, verdict_servers.write_resolver_config(home, hints, anchor), home)
    unbound = verdict_servers.start_unbound(home, hints, anchor)
    asked = [(labels(name), kind) for _, name, kind in questions()]
    ours = asking.dig_all(asked, "@127.0.0.1", "+dnssec")
    theirs = asking.dig_all(asked, f"@{verdict_servers.UNBOUND}", "+dnssec")
    say("asked both resolvers everything")
    ask_again(ours, "@127.0.0.1")
    ask_again(theirs, f"@{verdict_servers.UNBOUND}")
    checking = asking.dig_all(asked, "@127.0.0.1", "+dnssec", "+cdflag")
    delv = asking.delv_all(asked, clause)
    say("delv has judged everything")
    compare(score, ours, theirs, delv)
    check_bogus(score, asked, ours, checking)
    check_ad(score)
    unbound.stop()
    return resolver


def ask_again(replies, server):
    """That no server could be reached in time is no verdict but a machine too busy: once more, after a while."""
    failed = {question: reply for question, reply in replies.items() if reply.rcode == "SERVFAIL"}
    silent = [question for question, reply in failed.items() if not REASONS.intersection(reply.errors)]
    if silent:
        time.sleep(LONGEST_WAIT)
        replies.update(asking.dig_all(silent, server, "+dnssec"))
        print(f"  asked {server} again because servers had been silent: {len(silent)}", flush=True)


def build(home):
    """Makes and starts everything below and at the root; returns the folder and the files of the trust anchor."""
    home.mkdir()
    verdict_servers.bring_up_addresses()
    ds = verdict_signing.make_below(home)
    verdict_signing.make_all(home, LEAVES, ds)
    _, knots = verdict_servers.start_knot(home)
    ds.update(knots)
    verdict_signing.make_above(home, ds)
    verdict_servers.start_all_nsd(home)
    return home, *verdict_signing.write_anchors(home)


def verdict_of(reply):
    if reply is None or reply.rcode in ("", "SERVFAIL"):
        return "bogus" if reply else "silent"
    return "secure" if "ad" in reply.flags else "insecure"


def verdict_of_delv(output):
    if re.search(r"resolution failed: (?!ncache)", output):
        return "bogus"
    said = re.findall(r"^; (?:negative response, )?(fully validated|unsigned answer)", output, re.MULTILINE)
    if not said:
        return "silent"
    return "secure" if set(said) == {"fully validated"} else "insecure"


def compare(score, ours, theirs, delv):
    """Prints one row for each zone and triple of verdicts, and scores every question."""
    rows, reasons = defaultdict(list), set()
    for plan, name, kind in questions():
        question = (labels(name), kind)
        mine, other = ours.get(question), theirs.get(question)
        verdicts = (verdict_of(mine), verdict_of(other), verdict_of_delv(delv[question]))
        reason = None if len(set(verdicts)) == 1 else explanation(plan, verdicts)
        reasons.add(reason)
        rows[plan, (with_errors(mine), with_errors(other), verdicts[2])].append(
            f"{name.removesuffix(plan.name).rstrip('.') or '@'} {kind}"
        )
        part = f"verdict of all three: {verdicts[0]}" if not reason else "verdicts that differ for a known reason"
        score.add(part, reason or len(set(verdicts)) == 1, f"{name} {kind}: {', '.join(verdicts)}; {shown(mine)}")
        if verdicts[0] == verdicts[1]:
            same = mine and other and mine.rcode == other.rcode and data_of(mine) == data_of(other)
            score.add("answer as Unbound's", same, f"{name} {kind}: {shown(mine)} and {shown(other)}")
    print_table(rows)
    for reason in sorted(filter(None, reasons)):
        print(f"  explained: {reason}")


def explanation(plan, verdicts):
    return next((why for zones, triple, why in EXPLAINED if triple == verdicts and re.fullmatch(zones, plan.label)), None)


def with_errors(reply):
    verdict = verdict_of(reply)
    return f"{verdict} {' '.join(map(str, reply.errors))}" if verdict == "bogus" else verdict


def data_of(reply):
    return {(r.owner, r.type, r.rdata) for r in reply.answer if r.type != "RRSIG"}


def shown(reply):
    return f"{reply.rcode} with {len(reply.answer)} records {' '.join(reply.explanations)}" if reply else "nothing"


def print_table(rows):
    """Numbers behind 'bogus' are the info codes of Extended DNS Errors."""
    print(f"  {'zone':36} {'signer':6} {'denial':22} {'Xylem':8} {'Unbound':8} {'delv':8} names")
    for (plan, verdicts), names in rows.items():
        denial = str(plan.denial) if plan.signer else "-"
        columns = " ".join(f"{verdict:8}" for verdict in verdicts)
        print(f"  {plan.name:36} {plan.signer or '-':6} {denial:22} {columns} {', '.join(names)}")


def check_bogus(score, asked, ours, checking):
    """What is bogus has an EDE that says why, and its data are there for who checks himself (RFC 4035 §3.2.2)."""
    for question in asked:
        reply, data = ours.get(question), checking.get(question)
        what = f"{text_of(question[0])} {question[1]}"
        if verdict_of(reply) == "bogus":
            score.add("EDE of bogus answers", REASONS.intersection(reply.errors), f"{what}: {reply.errors}")
            unsaid = data and "ad" not in data.flags
            score.add("CD=1: bogus data without AD", unsaid and data.rcode != "SERVFAIL", f"{what}: {shown(data)}")
        else:
            same = data and data.rcode == reply.rcode and data_of(data) == data_of(reply)
            score.add("CD=1: the same answer", same, f"{what}: {shown(data)} instead of {shown(reply)}")


def check_ad(score):
    """AD is for who understands it: DO or AD in the query (RFC 6840 §5.8)."""
    cases = ((("+adflag",), True), (("+noadflag",), False), (("+noadflag", "+dnssec"), True), (("+noadflag", "+cdflag"), False))
    for options, wanted in cases:
        for name in ("www.bind-nsec.proof", "nope.bind-nsec.proof"):
            reply = asking.dig("@127.0.0.1", name, "A", *options)
            good = ("ad" in reply.flags) == wanted
            score.add("AD for who wants it", good, f"{name} {' '.join(options)}: {sorted(reply.flags)}")
