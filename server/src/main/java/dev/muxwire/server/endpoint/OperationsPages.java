package dev.muxwire.server.endpoint;

import dev.muxwire.server.config.ServerConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What is asked over plain HTTP: health, readiness, metrics. Everything else is refused with a
 * sentence. Answers at once, from what others keep.
 */
final class OperationsPages extends Handler.Abstract.NonBlocking {
  private static final String HEALTH = "/healthz";
  private static final String READINESS = "/readyz";
  private static final String METRICS = "/metrics";
  private static final String BEARER = "Bearer ";

  private static final HttpField ALLOW = new HttpField(HttpHeader.ALLOW, "GET, HEAD");
  private static final HttpField AUTHENTICATE =
      new HttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"muxwire\"");
  private static final HttpField WEB_SOCKET = new HttpField(HttpHeader.UPGRADE, "websocket");

  private final AllowLists allowLists;
  private final BooleanSupplier draining;
  private final Operations operations;

  OperationsPages(AllowLists allowLists, BooleanSupplier draining, Operations operations) {
    this.allowLists = allowLists;
    this.draining = draining;
    this.operations = operations;
  }

  /**
   * @param field goes with it; null for none
   */
  private record Page(int status, String type, String body, @Nullable HttpField field) {
    static Page text(int status, String sentence, @Nullable HttpField field) {
      return new Page(status, "text/plain; charset=utf-8", sentence + "\n", field);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    write(page(request), request, response, callback);
    return true;
  }

  private Page page(Request request) {
    String path = Request.getPathInContext(request);
    boolean mayAsk =
        path.equals(HEALTH) // a load balancer asks by address, and learns nothing
            || allowLists.allowsHost(request.getHeaders().get(HttpHeader.HOST));
    if (!mayAsk) {
      return Page.text(HttpStatus.FORBIDDEN_403, "This Host is not allowed.", null);
    }
    return switch (path) {
      case HEALTH, READINESS, METRICS ->
          isRead(request)
              ? answer(path, request)
              : Page.text(HttpStatus.METHOD_NOT_ALLOWED_405, "Ask with GET or HEAD.", ALLOW);
      case ServerConfig.PATH ->
          Page.text(
              HttpStatus.UPGRADE_REQUIRED_426,
              "This is a WebSocket; ask for the subprotocol " + ServerConfig.SUBPROTOCOL + ".",
              WEB_SOCKET);
      default -> Page.text(HttpStatus.NOT_FOUND_404, "There is nothing at this path.", null);
    };
  }

  private static boolean isRead(Request request) {
    return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
  }

  private Page answer(String path, Request request) {
    return switch (path) {
      case READINESS -> readiness();
      case METRICS -> metrics(request.getHeaders().get(HttpHeader.AUTHORIZATION));
      default -> Page.text(HttpStatus.OK_200, "The server answers.", null);
    };
  }

  private Page readiness() {
    String reason = draining.getAsBoolean() ? "The server stops." : operations.whyNotReady();
    return reason == null
        ? new Page(HttpStatus.OK_200, "application/json", "{\"ready\":true}\n", null)
        : new Page(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "application/json",
            "{\"ready\":false,\"reason\":\"" + reason + "\"}\n",
            null);
  }

  private Page metrics(@Nullable String authorization) {
    boolean mayRead =
        authorization != null
            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            && operations.mayReadMetrics(authorization.substring(BEARER.length()).strip());
    return mayRead
        ? new Page(
            HttpStatus.OK_200,
            "text/plain; version=0.0.4; charset=utf-8",
            operations.metrics(),
            null)
        : Page.text(
            HttpStatus.UNAUTHORIZED_401,
            "Send Authorization: Bearer TOKEN, a token with the grant read:*.",
            AUTHENTICATE);
  }

  private static void write(Page page, Request request, Response response, Callback callback) {
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(page.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.type());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    HttpField field = page.field();
    if (field != null) {
      response.getHeaders().put(field);
    }
    boolean bodyless = HttpMethod.HEAD.is(request.getMethod());
    response.write(true, bodyless ? null : ByteBuffer.wrap(body), callback);
  }
}
