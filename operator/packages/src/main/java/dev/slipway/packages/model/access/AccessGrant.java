package dev.slipway.packages.model.access;

import dev.slipway.packages.model.group.GroupPattern;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a repository itself allows somebody.
 *
 * @param subjects who may
 * @param verbs what they may; {@link #ADMIN} is everything
 * @param packages to which packages; {@link GroupPattern#ROOT} for all
 */
public record AccessGrant(List<Subject> subjects, Set<String> verbs, GroupPattern packages) {

  /** The verb that stands for all. */
  public static final String ADMIN = "admin";

  private static final String ACCOUNT = "system:serviceaccount:";

  public AccessGrant {
    subjects = List.copyOf(subjects);
    verbs = Set.copyOf(verbs);
  }

  /**
   * A user or a group, by the name that the API server gives it.
   *
   * @param group whether it is a group
   */
  public record Subject(boolean group, String name) {

    /** A ServiceAccount. */
    public static Subject account(String namespace, String name) {
      return new Subject(false, ACCOUNT + namespace + ":" + name);
    }

    boolean is(String user, Collection<String> groups) {
      return group ? groups.contains(name) : name.equals(user);
    }
  }

  boolean speaksOf(String user, Collection<String> groups, String verb) {
    return (verbs.contains(verb) || verbs.contains(ADMIN))
        && subjects.stream().anyMatch(s -> s.is(user, groups));
  }
}
