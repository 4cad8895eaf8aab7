package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;

/** An NSEC record (RFC 4034 §4). */
record Nsec(Name owner, Name next, TypeBitmap types) {

  static Nsec of(Name owner, Rdata rdata) {
    return new Nsec(owner, rdata.nameAt(0), new TypeBitmap(rdata, rdata.endOfName(0)));
  }
}
