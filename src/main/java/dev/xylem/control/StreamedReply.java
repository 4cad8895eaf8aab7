package dev.xylem.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body without a length: it ends with the connection. Written on a virtual thread, which waits
 * until the client has taken each part, so that never more than one part is in memory.
 */
// Of Netty's futures: what fails here closes the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamedReply extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedReply.class);
  private static final int PART = 32 * 1024;

  private final Channel channel;

  private StreamedReply(Channel channel) {
    this.channel = channel;
  }

  static void send(Channel channel, String contentType, Reply.Stream body) {
    var header = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    header.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    header.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    header.headers().set("X-Content-Type-Options", "nosniff");
    header.headers().set(HttpHeaderNames.CONNECTION, "close");
    channel.write(header);
    try (var out =
        new BufferedWriter(
            new OutputStreamWriter(new StreamedReply(channel), StandardCharsets.UTF_8), PART)) {
      body.writeTo(out);
      out.flush();
      channel
          .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(ChannelFutureListener.CLOSE);
    } catch (IOException | RuntimeException e) {
      // Cut off: what is sent has an end of its own, so the client sees it.
      LOG.debug("a reply was cut off", e);
      channel.close();
    }
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int from, int length) throws IOException {
    byte[] part = Arrays.copyOfRange(octets, from, from + length);
    ChannelFuture written =
        channel
            .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part)))
            .awaitUninterruptibly();
    if (!written.isSuccess()) {
      throw new IOException(written.cause());
    }
  }
}
