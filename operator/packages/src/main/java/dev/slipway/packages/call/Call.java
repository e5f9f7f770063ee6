package dev.slipway.packages.call;

import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.model.PackageName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request while it is answered: who asks, which package is spoken of, and which files are given
 * out. It belongs to the thread that answers; work that a request starts on other threads is
 * nobody's.
 */
public final class Call {

  private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

  /** What is done in a call. */
  public interface Action {
    void run() throws IOException, InterruptedException;
  }

  /** An asset of a version, as one repository has it. */
  public record Asset(String repository, PackageName name, String version, String asset) {}

  /** An asset that was given to who asked for it. */
  public record Given(Asset asset, String digest) {}

  private final Optional<Caller> caller;
  private final String address;
  private final List<Given> given = new ArrayList<>();
  private Asset asked;
  private PackageName subject;
  private String version = "";
  private String why = "";

  /**
   * A call that begins.
   *
   * @param address of the client
   */
  public Call(Optional<Caller> caller, String address) {
    this.caller = caller;
    this.address = address;
  }

  /** Does something as a part of this call. */
  public void run(Action action) throws IOException, InterruptedException {
    try {
      ScopedValue.where(CURRENT, this)
          .<Void, Exception>call(
              () -> {
                action.run();
                return null;
              });
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The call of this thread; empty when it works for none. */
  public static Optional<Call> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Notes which asset is asked for. */
  public static void asks(String repository, PackageName name, String version, String asset) {
    current().ifPresent(c -> c.asked = new Asset(repository, name, version, asset));
  }

  /** Notes that the asset that was asked for has been given out. */
  public static void gives(String digest) {
    current().filter(c -> c.asked != null).ifPresent(c -> c.given.add(new Given(c.asked, digest)));
  }

  /**
   * Notes what is about to be changed.
   *
   * @param version empty to say no more than is known
   */
  public static void changes(PackageName name, String version) {
    current()
        .filter(c -> !name.equals(c.subject) || !version.isEmpty())
        .ifPresent(
            c -> {
              c.subject = name;
              c.version = version;
            });
  }

  /** Says why packages are changed, in the words of events; empty to let that be derived. */
  public void because(String reason) {
    why = reason;
  }

  public String why() {
    return why;
  }

  /** The name of who asks; empty for nobody that is known. */
  public String user() {
    return caller.map(Caller::user).orElse("");
  }

  public Optional<Caller> caller() {
    return caller;
  }

  public String address() {
    return address;
  }

  /** The package that was changed, or tried to; empty for none. */
  public Optional<PackageName> subject() {
    return Optional.ofNullable(subject);
  }

  public String version() {
    return version;
  }

  public List<Given> given() {
    return given;
  }
}
