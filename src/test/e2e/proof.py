"""The end-to-end proof: builds the hierarchy, asks the resolver everything, kills servers and asks again.

Runs inside a network namespace of its own; scripts/e2e makes that. Usage: proof.py FOLDER RESOLVER-COMMAND
"""

import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asking
import servers
import signing
import verdicts
from judging import Score, check_replies
from oracle import Oracle
from special import check_delv, check_special, one_for_each_zone


NEEDED = ("nsd", "knotd", "ldns-signzone", "dnssec-signzone", "named-compilezone", "unbound", "dig", "delv", "kdig", "ip")


def main(folder, command):
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    if missing:
        print(f"missing: {' '.join(missing)}; scripts/e2e --help names the packages", file=sys.stderr)
        return 1
    score = Score()
    try:
        prove(score, folder, command)
    except servers.NotAnswering as problem:
        score.add("start", False, str(problem))
    score.report(folder / "resolver.log")
    return 1 if score.failed else 0


def prove(score, folder, command):
    begin = time.monotonic()
    zones = signing.make_zones(folder)
    oracle = Oracle(zones)
    questions = oracle.questions()
    anchor, anchor_of_delv = signing.write_anchors(folder)
    config = servers.write_resolver_config(folder, signing.write_hints(folder), anchor)
    servers.bring_up_network()
    authorities = servers.start_authorities(folder)
    say(begin, f"{len(zones)} zones signed and served by {sum(map(len, authorities.values()))} servers")

    resolver = start(command, config, folder, begin)
    check_replies(score, "UDP", oracle, questions, asking.dig_all(questions, "@127.0.0.1", "+notcp"))
    with_do = asking.dig_all(questions, "@::1", "+tcp", "+dnssec")
    check_replies(score, "TCP, IPv6, DO", oracle, questions, with_do, signatures=True)
    say(begin, "asked everything over UDP and over TCP")
    check_special(score)
    check_delv(score, oracle, questions, anchor_of_delv)
    stop(score, resolver)
    say(begin, "special cases and validation by delv done")

    for process in authorities["nsd"]:
        process.stop()
    resolver = start(command, config, folder, begin)
    replies = asking.dig_all(questions, "@127.0.0.1", "+dnssec")
    check_replies(score, "NSD servers dead", oracle, questions, replies, signatures=True)
    stop(score, resolver)
    say(begin, "asked everything again with every NSD server dead")

    with ThreadPoolExecutor(1) as aside, servers.SilentServers():  # waiting for silence leaves time to sign
        built = aside.submit(verdicts.build, folder / "verdicts")
        resolver = start(command, config, folder, begin)
        few = one_for_each_zone(oracle, questions)
        replies = asking.dig_all(few, "@127.0.0.1")
        check_replies(score, "NSD servers silent", oracle, few, replies)
        stop(score, resolver)
    say(begin, "asked each zone with every NSD server silent")
    for process in authorities["knot"]:
        process.stop()
    stop(score, verdicts.prove(score, built.result(), command, lambda text: say(begin, text)))
    say(begin, "verdicts compared with Unbound's and delv's")


def start(command, config, folder, begin):
    resolver, seconds = servers.start_resolver(command, config, folder)
    say(begin, f"resolver answers after {seconds:.1f} s")
    return resolver


def stop(score, resolver):
    code = resolver.stop()
    score.add("SIGTERM", code in (0, 143, -15), f"exit code {code}, wanted 0 or 143 within 10 s")


def say(begin, text):
    print(f"{time.monotonic() - begin:5.1f} s  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
