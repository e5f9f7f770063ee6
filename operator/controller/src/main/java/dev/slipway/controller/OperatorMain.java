package dev.slipway.controller;

import dev.slipway.controller.runtime.Settings;
import io.fabric8.kubernetes.client.Config;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code operator} of Slipway's image. */
public final class OperatorMain {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

  private OperatorMain() {}

  public static void main(String[] arguments) throws IOException {
    Settings settings;
    try {
      settings = Settings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("slipway operator: " + e.getMessage());
      System.exit(2);
      return;
    }
    var registry = CollectorRegistry.defaultRegistry;
    DefaultExports.register(registry);
    var operator =
        new SlipwayOperator(
            settings, Config.autoConfigure(null), registry, Clock.systemUTC(), OperatorMain::end);
    Runtime.getRuntime().addShutdownHook(new Thread(operator::close, "hand-over"));
    operator.start();
  }

  /** Ends at once: what still runs may not write any more, and the kubelet starts anew. */
  private static void end(String why) {
    LOG.error("this replica ends: {}", why);
    Runtime.getRuntime().halt(1);
  }
}
