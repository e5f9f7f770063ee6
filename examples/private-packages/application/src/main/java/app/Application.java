package app;

import greeting.Greeting;

/** Greets whom its argument names. */
public final class Application {

  private Application() {}

  public static void main(String[] arguments) {
    System.out.println(Greeting.of(arguments[0]));
  }
}
