package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.SERVER;
import static dev.xylem.config.text.ValueType.SWITCH;

import dev.xylem.config.text.Source;
import dev.xylem.config.text.ValueType;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The operator's interface.
 *
 * @param socket path of the UNIX socket; empty: the usual place
 * @param address where it is offered over TCP as well; port 0 stands for the usual one
 * @param tokenFile what clients over TCP must know
 */
public record Control(
    boolean enabled,
    Optional<Path> socket,
    Optional<InetSocketAddress> address,
    Optional<Path> tokenFile) {

  /** Port over TCP, when none is given. */
  public static final int PORT = 5380;

  static final ValueType<Optional<InetSocketAddress>> OPTIONAL_ADDRESS =
      new ValueType<>(
          SERVER.name(),
          "",
          SERVER.demand(),
          (text, folder) ->
              text.isEmpty() ? Optional.empty() : Optional.of(SERVER.parser().parse(text, folder)));

  static Control read(Source control) {
    return new Control(
        control.value("enabled", SWITCH, "true", "offer the HTTP interface that the commands use"),
        control.value(
            "socket",
            FILE,
            "",
            "UNIX socket of the interface; empty: control.sock in the first of /run/xylem,"
                + " $XDG_RUNTIME_DIR/xylem and xylem-USER in the folder for temporary files that"
                + " can be had"),
        control.value(
            "address",
            OPTIONAL_ADDRESS,
            "",
            "IP address, with @ and the port if it is not "
                + PORT
                + ", to offer the interface on over TCP as well; needs token-file"),
        control.value(
            "token-file",
            FILE,
            "",
            "file whose first line clients over TCP must send as bearer token, at least 16"
                + " characters"));
  }
}
