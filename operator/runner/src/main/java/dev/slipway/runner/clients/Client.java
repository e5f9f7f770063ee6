package dev.slipway.runner.clients;

/** Tells one client of packages where its repositories are and who asks. */
@FunctionalInterface
public interface Client {

  /** What the name is for whom the token speaks for itself. */
  String USER = "token";

  /**
   * Renders the client's settings.
   *
   * @param place where the files will be, without a slash at the end
   * @param token bearer token, also the password of any user
   * @return nothing when no endpoint serves its format
   */
  Rendering render(Endpoints endpoints, String place, String token);
}
