package dev.xylem.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback with one line per event on standard error. SLF4J makes one, by name; whoever looks for
 * providers and configuration files on the class path opens every library there, and reading XML
 * comes on top of that: together a tenth of a start.
 */
public final class StandardErrorLog implements SLF4JServiceProvider {
  private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss'Z'\",UTC} %-5level %msg%n";

  private final LoggerContext context = new LoggerContext();
  private final MDCAdapter noContext = new LogbackMDCAdapter();
  private final IMarkerFactory markers = new BasicMarkerFactory();

  @Override
  public void initialize() {
    context.setMDCAdapter(noContext);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.getLogger(Logging.OURS).setLevel(Level.INFO);
    // Netty misses a hardware address on machines without network cards, which nobody can mend.
    context.getLogger("io.netty").setLevel(Level.ERROR);
    root.addAppender(standardError());
    context.start();
  }

  private ConsoleAppender<ILoggingEvent> standardError() {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return noContext;
  }

  /** The version of SLF4J that this was written for. */
  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
