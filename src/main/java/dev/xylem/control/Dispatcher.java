package dev.xylem.control;

import dev.xylem.runtime.Tasks;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one after the other, each on a virtual thread. */
// Of Netty's futures: what fails here closes the channel or comes to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class Dispatcher extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Routes routes;
  private final Tasks tasks;
  private final Gate gate;
  private final Phaser unanswered;
  private boolean busy;

  /** Is registered with {@code unanswered} as long as a request waits for its reply. */
  Dispatcher(Routes routes, Tasks tasks, Gate gate, Phaser unanswered) {
    this.routes = routes;
    this.tasks = tasks;
    this.gate = gate;
    this.unanswered = unanswered;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
    gate.endWaiting();
    if (busy) {
      context.close(); // Sent before the answer to the one before: no client of ours does that.
      return;
    }
    busy = true;
    Channel channel = context.channel();
    // The next request waits in the socket until this one is answered.
    channel.config().setAutoRead(false);
    boolean keepAlive = HttpUtil.isKeepAlive(http);
    var target = new QueryStringDecoder(http.uri());
    Map<String, String> parameters = new HashMap<>();
    for (Map.Entry<String, List<String>> entry : target.parameters().entrySet()) {
      parameters.put(entry.getKey(), entry.getValue().getLast());
    }
    String accept = http.headers().get(HttpHeaderNames.ACCEPT, "");
    var request =
        new Request(
            http.method().name(),
            target.path(),
            parameters,
            ByteBufUtil.getBytes(http.content()),
            accept);
    unanswered.register();
    tasks.start(
        "control",
        () -> {
          try {
            Reply reply = answer(request);
            if (reply.stream() != null) {
              StreamedReply.send(channel, reply.contentType(), reply.stream());
              return;
            }
            channel
                .eventLoop()
                .submit(() -> send(context, reply, keepAlive))
                .awaitUninterruptibly();
          } finally {
            unanswered.arriveAndDeregister();
          }
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.debug("control connection", cause);
    }
    context.close();
  }

  private Reply answer(Request request) {
    try {
      return routes.answer(request);
    } catch (RuntimeException e) {
      LOG.error("a control request failed: {}", request.path(), e);
      return Reply.problem(500, "this is a mistake in Xylem; its log says more");
    }
  }

  private void send(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
    busy = false;
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(reply.body()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    response.headers().set("X-Content-Type-Options", "nosniff");
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = context.writeAndFlush(response);
    if (keepAlive) {
      gate.expectRequest(context);
      context.channel().config().setAutoRead(true);
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }
}
