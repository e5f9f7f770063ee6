package dev.slipway.packages.http;

import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what never came to a handler: in plain text, as everything else. */
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
    new Exchange(request, response)
        .answer(code, cause == null ? "the request cannot be read" : Failure.of(cause).message());
    callback.succeeded();
  }
}
