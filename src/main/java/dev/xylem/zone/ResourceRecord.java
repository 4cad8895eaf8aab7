package dev.xylem.zone;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;

/** One record, as it stands on a line of a zone file; from there on there are only RRsets. */
public record ResourceRecord(Name owner, RrType type, RrClass rrClass, int ttl, Rdata rdata) {}
