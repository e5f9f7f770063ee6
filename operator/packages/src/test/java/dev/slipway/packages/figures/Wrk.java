package dev.slipway.packages.figures;

import dev.slipway.testkit.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Asks for one address of this machine as often as it can for a while, by Debian's wrk. */
record Wrk(Path folder, int connections, int seconds) {

  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([\\d.]+)");
  private static final Pattern MEDIAN = Pattern.compile("50% +([\\d.]+)(us|ms|s)");
  private static final Pattern ERRORS =
      Pattern.compile("(Non-2xx or 3xx responses|Socket errors).*");

  /**
   * What was measured.
   *
   * @param rate requests a second
   * @param median milliseconds to the end of an answer
   * @param micros of processor time that the server took for a request
   */
  record Load(double rate, double median, double micros) {}

  /**
   * Loads a server.
   *
   * @param server its process
   * @param status of all answers
   */
  Load run(long server, int status, String url, String... headers) {
    var command = new ArrayList<String>();
    command.addAll(
        List.of("wrk", "-t2", "-c" + connections, "-d" + seconds + "s", "--latency", "--timeout"));
    command.add("10s");
    Arrays.stream(headers).forEach(h -> command.addAll(List.of("-H", h)));
    command.add(url);
    double before = Processor.seconds(server);
    var output = new Shell(folder, Map.of()).run(command.toArray(String[]::new));
    double used = Processor.seconds(server) - before;
    var errors = ERRORS.matcher(output);
    boolean refused = errors.find();
    long requests = Long.parseLong(first(REQUESTS, output));
    if (refused != status >= 400 || requests == 0) {
      throw new IllegalStateException(url + "\n" + output);
    }
    return new Load(Double.parseDouble(first(RATE, output)), median(output), used * 1e6 / requests);
  }

  private static double median(String output) {
    var matcher = MEDIAN.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException(output);
    }
    double value = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> value / 1000;
      case "ms" -> value;
      default -> value * 1000;
    };
  }

  private static String first(Pattern pattern, String output) {
    var matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException(output);
    }
    return matcher.group(1);
  }
}
