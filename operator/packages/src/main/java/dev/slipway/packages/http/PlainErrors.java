package dev.slipway.packages.http;

import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what never came to a handler: in plain text, as everything else, and as the last of its
 * connection, for nobody knows where the next request begins.
 */
public final class PlainErrors extends ErrorHandler {

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback)
      throws IOException {
    var exchange = new Exchange(request, response, new OuterAddresses());
    boolean unreadable = code < Failure.SERVER_ERROR || cause == null;
    exchange.set("Connection", "close");
    exchange.answer(code, unreadable ? "the request cannot be read" : Failure.of(cause).message());
    exchange.end(callback);
  }
}
