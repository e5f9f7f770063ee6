package dev.slipway.runner.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A docker command line as far as a build without a daemon can serve it. */
sealed interface DockerCommand {

  /** Builds the image and pushes it to every tag. */
  record Build(
      String context,
      String dockerfile,
      List<String> tags,
      Map<String, String> arguments,
      String target)
      implements DockerCommand {}

  /** Pushes a name that was built before. */
  record Push(String name) implements DockerCommand {}

  /** Nothing to do; says why. */
  record Done(String message) implements DockerCommand {}

  /** What cannot be done, and what to write in its place. */
  record Refused(String message) implements DockerCommand {}

  /** Reads the arguments after {@code docker}. */
  static DockerCommand parse(List<String> arguments) {
    var words = new ArrayList<>(arguments);
    if (words.size() > 1 && words.getFirst().equals("buildx") && words.get(1).equals("build")) {
      words.removeFirst();
    }
    if (words.isEmpty()) {
      return new Refused("docker: no command; here docker knows build, push and login");
    }
    var command = words.removeFirst();
    return switch (command) {
      case "build" -> build(words);
      case "push" -> push(words);
      case "login" ->
          new Done("credentials come from the project's imageBuild.pushSecretRef; nothing to do");
      case "tag" ->
          new Refused(
              "docker tag: images are pushed when they are built; add a second -t to docker build");
      case "version", "--version" -> new Done("docker, served by Slipway without a daemon");
      default ->
          new Refused(
              "docker "
                  + command
                  + ": there is no daemon; here docker knows build, push and login");
    };
  }

  private static DockerCommand push(List<String> words) {
    words.removeIf(w -> w.startsWith("-"));
    return words.size() == 1
        ? new Push(words.getFirst())
        : new Refused("docker push: name one image");
  }

  private static DockerCommand build(List<String> words) {
    String context = null;
    String file = null;
    String target = null;
    var tags = new ArrayList<String>();
    var arguments = new LinkedHashMap<String, String>();
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      var option = word;
      String value = null;
      int equals = word.indexOf('=');
      if (word.startsWith("--") && equals > 0) {
        option = word.substring(0, equals);
        value = word.substring(equals + 1);
      }
      switch (option) {
        case "-t", "--tag", "-f", "--file", "--build-arg", "--target" -> {
          if (value == null) {
            i++;
            if (i == words.size()) {
              return new Refused("docker build: " + option + " needs a value");
            }
            value = words.get(i);
          }
          switch (option) {
            case "-t", "--tag" -> tags.add(value);
            case "-f", "--file" -> file = value;
            case "--target" -> target = value;
            default -> {
              int split = value.indexOf('=');
              if (split < 1) {
                return new Refused("docker build: --build-arg " + value + ": write NAME=VALUE");
              }
              arguments.put(value.substring(0, split), value.substring(split + 1));
            }
          }
        }
        case "--push", "--load", "--pull", "--no-cache", "-q", "--quiet", "--rm" -> {}
        case "--progress", "--platform", "--network" -> i += value == null ? 1 : 0;
        default -> {
          if (word.startsWith("-")) {
            return new Refused("docker build: " + word + " is not supported");
          }
          if (context != null) {
            return new Refused("docker build: two contexts, " + context + " and " + word);
          }
          context = word;
        }
      }
    }
    if (context == null) {
      return new Refused("docker build: name the context, such as .");
    }
    if (tags.isEmpty()) {
      return new Refused("docker build: name where to push the image to with -t REGISTRY/NAME:TAG");
    }
    for (var tag : tags) {
      var host = tag.contains("/") ? tag.substring(0, tag.indexOf('/')) : "";
      if (!host.contains(".") && !host.contains(":") && !host.equals("localhost")) {
        return new Refused(
            "docker build: -t " + tag + " names no registry; write -t REGISTRY/NAME:TAG");
      }
    }
    return new Build(context, file, List.copyOf(tags), Map.copyOf(arguments), target);
  }
}
