"""Asks the resolver with dig, kdig and delv, and reads what they print."""

import re
import socket
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from records import labels, parse_record, text_of

AT_ONCE = 2  # tools that run at the same time
BATCH = 40  # questions for one dig
PATIENCE = ("+time=5", "+tries=2")  # what the stub resolver of the C library does by default


@dataclass
class Reply:
    rcode: str = ""
    flags: frozenset = frozenset()
    question: tuple = ()
    question_text: str = ""
    sections: dict = field(default_factory=dict)
    size: int = 0
    errors: tuple = ()  # info codes of Extended DNS Errors
    explanations: tuple = ()  # their texts

    @property
    def answer(self):
        return self.sections.get("ANSWER", [])

    @property
    def authority(self):
        return self.sections.get("AUTHORITY", [])


def read_replies(text):
    """Every message in the output of dig, in order."""
    replies, section = [], None
    for line in text.splitlines():
        if line.startswith(";; ->>HEADER<<-"):
            replies.append(Reply(rcode=re.search(r"status: (\w+)", line)[1]))
            section = None
        elif not replies:
            continue
        elif line.startswith(";; flags:"):
            replies[-1].flags = frozenset(line.split(":")[1].split(";")[0].split())
        elif line.startswith("; EDE: "):
            replies[-1].errors += (int(line.split()[2]),)
            replies[-1].explanations += (line[2:],)
        elif line.startswith(";; MSG SIZE"):
            replies[-1].size = int(line.split()[-1])
        elif match := re.match(r";; (\w+) SECTION:", line):
            section = match[1]
        elif not line:
            section = None
        elif section == "QUESTION" and line.startswith(";"):
            name, _, kind = line[1:].split()
            replies[-1].question, replies[-1].question_text = (labels(name), kind), name
        elif section in ("ANSWER", "AUTHORITY", "ADDITIONAL") and not line.startswith(";"):
            replies[-1].sections.setdefault(section, []).append(parse_record(line))
    return replies


def dig(*arguments):
    """One question; an empty Reply when nothing came back."""
    command = ["dig", *PATIENCE, *arguments]
    replies = read_replies(subprocess.run(command, capture_output=True, text=True, errors="replace").stdout)
    return replies[-1] if replies else Reply(rcode="no answer")


def dig_all(questions, *options):
    """{question: Reply} for many questions, each dig process asking a batch of them one after the other."""
    def ask(batch):
        lines = "".join(f"{text_of(name)} {kind}\n" for name, kind in batch)
        command = ["dig", *PATIENCE, *options, "-f", "-"]
        return read_replies(subprocess.run(command, input=lines, capture_output=True, text=True).stdout)

    batches = [questions[i : i + BATCH] for i in range(0, len(questions), BATCH)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {reply.question: reply for replies in pool.map(ask, batches) for reply in replies}


def delv_all(questions, anchors):
    """{question: output}: delv fetches the chain of trust through the resolver and validates by itself."""
    def ask(question):
        command = ["delv", "@127.0.0.1", "-a", anchors, "+root=.", text_of(question[0]), question[1]]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        return done.stdout + done.stderr

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(questions, pool.map(ask, questions)))


def kdig_kept_open(questions):
    """How many questions kdig gets answered over one TCP connection that it keeps open."""
    arguments = [word for name, kind in questions for word in (text_of(name), kind)]
    command = ["kdig", "@127.0.0.1", "+tcp", "+keepopen", "+time=10", *arguments]
    output = subprocess.run(command, capture_output=True, text=True, errors="replace").stdout
    return len(re.findall(r"status: NOERROR", output))


def pipelined(questions, seconds=10):
    """Sends all questions at once over one TCP connection; returns the ids that were answered (RFC 7766 §6.2.1.1)."""
    queries = b""
    for number, (name, _) in enumerate(questions):
        wire = b"".join(bytes([len(label)]) + label for label in name) + b"\0"
        message = struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + wire + struct.pack("!2H", 1, 1)
        queries += struct.pack("!H", len(message)) + message
    answered = []
    with socket.create_connection(("127.0.0.1", 53), seconds) as connection:
        connection.sendall(queries[:1])  # a length field may arrive in pieces
        connection.sendall(queries[1:])
        stream = connection.makefile("rb")
        try:
            while len(answered) < len(questions):
                (length,) = struct.unpack("!H", stream.read(2))
                answered.append(struct.unpack("!H", stream.read(length)[:2])[0])
        except (TimeoutError, struct.error):
            pass
    return sorted(answered)
