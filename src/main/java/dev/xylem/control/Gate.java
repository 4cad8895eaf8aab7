package dev.xylem.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a connection must pass before its requests are read: the header in time and in bounds, the
 * token if there is one, and a body no larger than the route takes (S87). Whoever fails is told,
 * and the connection ends without a further octet being read.
 */
// Of Netty's futures: what fails here closes the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class Gate extends ChannelInboundHandlerAdapter {
  /** From the connection or the answer before to the end of the request. */
  private static final long REQUEST_SECONDS = 30;

  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] token;
  private final int mostBody;
  private @Nullable Future<?> deadline;
  private boolean closing;

  /**
   * @param token what must be known; null when whoever gets here may do everything
   */
  Gate(byte @Nullable [] token, int mostBody) {
    this.token = token;
    this.mostBody = mostBody;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    expectRequest(context);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    endWaiting();
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      HttpResponseStatus problem = problemOf(request);
      if (problem != null) {
        ReferenceCountUtil.release(message);
        refuse(context, problem);
        return;
      }
    }
    context.fireChannelRead(message);
  }

  /** Starts the clock for the next request. */
  void expectRequest(ChannelHandlerContext context) {
    endWaiting();
    deadline =
        context
            .channel()
            .eventLoop()
            .schedule(() -> context.channel().close(), REQUEST_SECONDS, TimeUnit.SECONDS);
  }

  /** A whole request is here. */
  void endWaiting() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private @Nullable HttpResponseStatus problemOf(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return HttpResponseStatus.BAD_REQUEST;
    }
    if (!isAllowed(request)) {
      return HttpResponseStatus.UNAUTHORIZED;
    }
    return HttpUtil.getContentLength(request, 0L) > mostBody
        ? HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE
        : null;
  }

  /** Health is nobody's secret, and what asks for it seldom has a place for a token. */
  private boolean isAllowed(HttpRequest request) {
    if (token == null
        || request.uri().equals("/health/live")
        || request.uri().equals("/health/ready")) {
      return true;
    }
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    // As long for a token that is nearly right as for any other.
    return header.startsWith(SCHEME)
        && MessageDigest.isEqual(
            token, header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
  }

  private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
    closing = true;
    context.channel().config().setAutoRead(false);
    byte[] body = Json.bytes(Map.of("error", status.reasonPhrase()));
    var response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, SCHEME.strip());
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
