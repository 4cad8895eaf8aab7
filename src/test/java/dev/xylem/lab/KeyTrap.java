package dev.xylem.lab;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dnssec.KeyTag;
import dev.xylem.dnssec.Rrsig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What makes validators try every signature with every key (S50, CVE-2023-50387): keys that anybody
 * could make, all with one tag, and signatures that none of them has made.
 */
public final class KeyTrap {
  private static final int RSASHA256 = 8;
  private static final int TAG = 4711;

  /** Of an RSA key's RDATA: flags, protocol, algorithm, and the exponent 65537 after its length. */
  private static final byte[] HEAD = {1, 0, 3, RSASHA256, 3, 1, 0, 1};

  /** Where there are 16 bits of the modulus that give the key its tag. */
  private static final int FREE = 20;

  private final Random chance = new Random(50);
  private final LyingSigner signer;
  private final int octets;

  /** For a zone of this signer, with RSA keys of so many bits. */
  public KeyTrap(LyingSigner signer, int bits) {
    this.signer = signer;
    this.octets = bits / 8;
  }

  /** DNSKEY records with the signer's own and {@code count} others, signed rightly. */
  public RrSet keys(RrSet dnskey, int count) {
    List<Rdata> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(key());
    }
    return signer.signedWith(keys, dnskey);
  }

  private Rdata key() {
    byte[] rdata = new byte[HEAD.length + octets];
    chance.nextBytes(rdata);
    System.arraycopy(HEAD, 0, rdata, 0, HEAD.length);
    rdata[HEAD.length] |= (byte) 0x80;
    rdata[rdata.length - 1] |= 1;
    rdata[FREE] = 0;
    rdata[FREE + 1] = 0;
    int rest = Math.floorMod(TAG - KeyTag.of(Rdata.of(rdata)), 65_535);
    rdata[FREE] = (byte) (rest >>> 8);
    rdata[FREE + 1] = (byte) rest;
    Rdata key = Rdata.of(rdata);
    return KeyTag.of(key) == TAG ? key : key();
  }

  /** {@code set} with {@code count} signatures that name these keys, and are random octets. */
  public RrSet signed(RrSet set, int count) {
    List<Rdata> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      signatures.add(forged(set));
    }
    return set.withSignatures(RdataList.of(signatures));
  }

  private Rdata forged(RrSet set) {
    Rdata honest = signer.signature(set, claim -> claim);
    int start = honest.length() - new Rrsig(honest).signature().length;
    byte[] forged = new byte[start + octets];
    chance.nextBytes(forged);
    System.arraycopy(honest.copy(0, start), 0, forged, 0, start);
    forged[2] = RSASHA256;
    forged[16] = (byte) (TAG >>> 8);
    forged[17] = (byte) TAG;
    return Rdata.of(forged);
  }
}
