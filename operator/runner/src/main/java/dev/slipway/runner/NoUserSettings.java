package dev.slipway.runner;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** JGit without anybody's settings: there is no user here, and nowhere to write any. */
final class NoUserSettings extends SystemReader.Delegate {

  private static final String FILE_SYSTEM = ConfigConstants.CONFIG_FILESYSTEM_SECTION;

  /** Linux stamps files by its tick: 10 ms at the longest. */
  private static final String CLOCK_TICK = "10 ms";

  private NoUserSettings() {
    super(SystemReader.getInstance());
  }

  static void install() {
    SystemReader.setInstance(new NoUserSettings());
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new Empty(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new Empty(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new Empty(parent, fs);
  }

  private static final class Empty extends FileBasedConfig {
    private Empty(Config parent, FS fs) {
      super(parent, null, fs);
    }

    /** JGit would measure the clock of each file system for some seconds, and save it here. */
    @Override
    public String getString(String section, String subsection, String name) {
      return FILE_SYSTEM.equals(section) ? CLOCK_TICK : super.getString(section, subsection, name);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
