package dev.slipway.e2e;

/** Removes the cluster that {@link Up} made. */
public final class Down {

  private Down() {}

  public static void main(String[] arguments) {
    new DemoCluster().remove();
    System.out.println("slipway: the cluster " + DemoCluster.CONTAINER + " is gone");
  }
}
