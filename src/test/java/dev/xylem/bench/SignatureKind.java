package dev.xylem.bench;

import dev.xylem.dns.Rdata;
import dev.xylem.dnssec.Dnskey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;

/** A kind of key to measure: its names here, in the JDK and in OpenSSL. */
enum SignatureKind {
  RSA_2048(8, "RSA", rsa(2048), "SHA256withRSA", "rsa2048"),
  RSA_4096(8, "RSA", rsa(4096), "SHA256withRSA", "rsa4096"),
  ECDSA_P256(
      13, "EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSAinP1363Format", "ecdsap256"),
  ECDSA_P384(
      14, "EC", new ECGenParameterSpec("secp384r1"), "SHA384withECDSAinP1363Format", "ecdsap384"),
  ED25519(15, "Ed25519", NamedParameterSpec.ED25519, "Ed25519", "ed25519"),
  ED448(16, "Ed448", NamedParameterSpec.ED448, "Ed448", "ed448");

  private static final int PROTOCOL = 3;

  private final int algorithm;
  private final String jdkKey;
  private final AlgorithmParameterSpec parameters;
  final String jdkSignature;
  final String openssl;

  SignatureKind(
      int algorithm,
      String jdkKey,
      AlgorithmParameterSpec parameters,
      String jdkSignature,
      String openssl) {
    this.algorithm = algorithm;
    this.jdkKey = jdkKey;
    this.parameters = parameters;
    this.jdkSignature = jdkSignature;
    this.openssl = openssl;
  }

  private static AlgorithmParameterSpec rsa(int bits) {
    return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
  }

  /** A key, and a signature that the JDK made with it. */
  record Sample(PublicKey publicKey, Dnskey dnskey, byte[] data, byte[] signature) {}

  Sample sample(byte[] data) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(jdkKey);
    generator.initialize(parameters);
    KeyPair pair = generator.generateKeyPair();
    Signature signer = Signature.getInstance(jdkSignature);
    signer.initSign(pair.getPrivate());
    signer.update(data);
    return new Sample(pair.getPublic(), dnskey(pair.getPublic()), data, signer.sign());
  }

  private Dnskey dnskey(PublicKey key) {
    var rdata = new ByteArrayOutputStream();
    rdata.writeBytes(new byte[] {1, 0, PROTOCOL, (byte) algorithm});
    switch (key) {
      case RSAPublicKey rsa -> { // RFC 3110
        byte[] exponent = rsa.getPublicExponent().toByteArray();
        rdata.write(exponent.length);
        rdata.writeBytes(exponent);
        rdata.writeBytes(fixed(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8));
      }
      case ECPublicKey ec -> { // RFC 6605
        int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        rdata.writeBytes(fixed(ec.getW().getAffineX(), size));
        rdata.writeBytes(fixed(ec.getW().getAffineY(), size));
      }
      default -> { // RFC 8080; what comes before the key in X.509's form says which curve it is.
        byte[] encoded = key.getEncoded();
        int size = this == ED25519 ? 32 : 57;
        rdata.writeBytes(Arrays.copyOfRange(encoded, encoded.length - size, encoded.length));
      }
    }
    return Dnskey.of(Rdata.of(rdata.toByteArray()));
  }

  private static byte[] fixed(BigInteger number, int size) {
    byte[] octets = number.toByteArray();
    byte[] fixed = new byte[size];
    int length = Math.min(size, octets.length);
    System.arraycopy(octets, octets.length - length, fixed, size - length, length);
    return fixed;
  }
}
