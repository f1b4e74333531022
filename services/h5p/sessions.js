// One session for each time that somebody opens the editor: a folder with the content, apart from all others.

import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { finished } from "node:stream/promises";
import * as H5P from "@lumieducation/h5p-server";

const LIFETIME = 24 * 60 * 60 * 1000;
// The site has checked each drawing, and checks again what it takes back.
const DRAWINGS = "svg";
const ID = /^[0-9a-f]{32}$/;

/** Let people edit, but install nothing: libraries are of all sessions, and come from the site alone. */
class EditingOnly extends H5P.LaissezFairePermissionSystem {
  async checkForGeneralAction(_user, permission) {
    const { InstallRecommended, UpdateAndInstallLibraries } = H5P.GeneralPermission;
    return ![InstallRecommended, UpdateAndInstallLibraries].includes(permission);
  }
}

export class Sessions {
  #opened = new Map();

  constructor(folder, origin) {
    this.folder = path.join(folder, "sessions");
    this.libraries = path.join(folder, "libraries");
    this.origin = origin;
  }

  async prepare() {
    await mkdir(this.folder, { recursive: true });
    await mkdir(this.libraries, { recursive: true });
    await this.sweep();
  }

  /** Make a session of an archive with libraries and, unless it is new, content. */
  async create(archive, { person, package: pkg, library, title, back }) {
    const id = randomBytes(16).toString("hex");
    const folder = path.join(this.folder, id);
    await mkdir(path.join(folder, "temporary"), { recursive: true });
    await mkdir(path.join(folder, "content"), { recursive: true });
    try {
      const file = path.join(folder, "opened.h5p");
      await writeFile(file, archive);
      const session = {
        id,
        person,
        package: pkg,
        library,
        title,
        back: back.replace("SESSION", id),
        secret: randomBytes(32).toString("hex"),
      };
      const editor = this.#editor(session);
      const user = userOf(session);
      await editor.packageImporter.installLibrariesFromPackage(file);
      if (pkg) {
        const added = await editor.packageImporter.addPackageLibrariesAndContent(file, user);
        session.content = added.id;
      }
      await rm(file);
      await writeFile(path.join(folder, "session.json"), JSON.stringify(session));
      this.#opened.set(id, { session, editor });
      return id;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Return a session with its editor, undefined if there is none. */
  async find(id) {
    if (!ID.test(id)) return undefined;
    if (!this.#opened.has(id)) {
      try {
        const session = JSON.parse(await readFile(path.join(this.folder, id, "session.json"), "utf8"));
        this.#opened.set(id, { session, editor: this.#editor(session) });
      } catch (error) {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }
    }
    return this.#opened.get(id);
  }

  #editor(session) {
    const folder = path.join(this.folder, session.id);
    const config = new H5P.H5PConfig(undefined, {
      baseUrl: `/s/${session.id}`,
      fetchingDisabled: 1,
      contentHubEnabled: false,
      sendUsageStatistics: false,
      setFinishedEnabled: false,
      contentUserStateSaveInterval: false,
      maxFileSize: 512 * 1024 * 1024,
      maxTotalSize: 1024 * 1024 * 1024,
    });
    config.contentWhitelist += ` ${DRAWINGS}`;
    const [temporary, content] = [path.join(folder, "temporary"), path.join(folder, "content")];
    const defaults = [undefined, undefined, undefined, undefined];
    const options = { permissionSystem: new EditingOnly() };
    const editor = H5P.fs(config, this.libraries, temporary, content, ...defaults, options);
    return editor.setRenderer((model) => model);
  }

  /** Store what the editor has sent, and the archive of it. Until that is whole, the one before stays. */
  async save({ session, editor }, { library, params }) {
    const user = userOf(session);
    const { id } = await editor.saveOrUpdateContentReturnMetaData(
      session.content,
      params.params,
      params.metadata,
      library,
      user,
    );
    const folder = path.join(this.folder, session.id);
    const unfinished = path.join(folder, "saving.h5p");
    const stream = createWriteStream(unfinished);
    await editor.exportContent(id, stream, user);
    await finished(stream);
    const handle = await open(unfinished, "r+");
    await handle.sync();
    await handle.close();
    session.content = id;
    await writeFile(path.join(folder, "session.json.new"), JSON.stringify(session));
    await rename(path.join(folder, "session.json.new"), path.join(folder, "session.json"));
    await rename(unfinished, this.archiveOf(session));
  }

  /** Return the path of what was saved last. */
  archiveOf(session) {
    return path.join(this.folder, session.id, "saved.h5p");
  }

  async remove(id) {
    this.#opened.delete(id);
    await rm(path.join(this.folder, id), { recursive: true, force: true });
  }

  /** Remove sessions that nobody has touched for a day, and what a killed start has left. */
  async sweep(now = Date.now()) {
    for (const id of await readdir(this.folder)) {
      const { mtimeMs } = await stat(path.join(this.folder, id));
      if (now - mtimeMs > LIFETIME) await this.remove(id);
    }
  }
}

export function userOf(session) {
  return { id: String(session.person), name: String(session.person), email: "", type: "local" };
}
