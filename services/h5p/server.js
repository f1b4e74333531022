// The official H5P editor as a service beside Närlära. README.md describes the settings and the requests.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { h5pAjaxExpressRouter } from "@lumieducation/h5p-express";
import express from "express";
import fileUpload from "express-fileupload";
import { page } from "./page.js";
import { Sessions, userOf } from "./sessions.js";
import { TicketRefused, Tickets } from "./tickets.js";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const DATA = path.resolve(process.env.H5P_EDITOR_DATA || path.join(HERE, "data"));
const CLIENT = path.resolve(process.env.H5P_EDITOR_CLIENT || path.join(HERE, "client"));
const ORIGIN = process.env.H5P_EDITOR_URL || "http://localhost:8090";
const PORT = Number(new URL(ORIGIN).port || process.env.PORT || 8090);
const HOST = process.env.H5P_EDITOR_HOST || "127.0.0.1";
const CORE = path.join(CLIENT, "core");
const EDITOR = path.join(CLIENT, "editor");
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: data:",
  "font-src 'self' data:",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "form-action 'self'",
].join("; ");

const tickets = new Tickets(process.env.H5P_EDITOR_SECRET, path.join(DATA, "tickets"));
const sessions = new Sessions(DATA, ORIGIN);
await sessions.prepare();
setInterval(() => Promise.resolve(tickets.sweep()).then(() => sessions.sweep()), 60 * 60 * 1000).unref();

/** Return a handler whose failures reach the error handler below; Express 4 does not wait for promises. */
const caught = (handler) => (request, response, next) =>
  Promise.resolve()
    .then(() => handler(request, response, next))
    .catch(next);

const app = express();
app.disable("x-powered-by");
app.use((_request, response, next) => {
  response.set({
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
  });
  next();
});

const hasClient = () =>
  existsSync(path.join(CORE, "js/h5p.js")) && existsSync(path.join(EDITOR, "scripts/h5peditor.js"));

app.get("/health", (_request, response) => response.json({ ready: hasClient(), client: hasClient() }));

/** Leave out scripts and styles that the installed client does not have: an older one has fewer. */
const withFilesOfClient = (model, id) => {
  const exists = (address) => {
    const [file] = address.replace(`/s/${id}/`, "").split("?");
    const folder = file.startsWith("core/") ? CORE : EDITOR;
    return existsSync(path.join(folder, file.replace(/^(core|editor)\//, "")));
  };
  // English where the client has no Swedish
  const present = (addresses) =>
    addresses.map((each) => (exists(each) ? each : each.replace("/language/sv.js", "/language/en.js"))).filter(exists);
  const { assets } = model.integration.editor;
  assets.css = present(assets.css);
  assets.js = present(assets.js);
  return { ...model, styles: present(model.styles), scripts: present(model.scripts) };
};

// From the site: the ticket of each request says what, for whom and with which body. It is used up before any of
// the body is read, so that nobody without one makes the service hold a body.

const withTicket = (action) =>
  caught((request, _response, next) => {
    request.ticket = tickets.use(request.get("X-Ticket"), action);
    next();
  });

app.post(
  "/sessions",
  withTicket("open"),
  express.raw({ type: "*/*", limit: "1gb" }),
  caught(async (request, response) => {
    const { ticket } = request;
    const archive = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (createHash("sha256").update(archive).digest("hex") !== ticket.digest) {
      throw new TicketRefused("The ticket is for another file.");
    }
    if (!hasClient()) return response.status(503).json({ error: "The client files of H5P are missing." });
    response.status(201).json({ session: await sessions.create(archive, ticket) });
  }),
);

const ownSession = async ({ ticket, params }) => {
  const found = await sessions.find(ticket.session);
  const isOwn = found && found.session.person === ticket.person && found.session.package === ticket.package;
  if (!isOwn || ticket.session !== params.id) throw new TicketRefused("The ticket is for another session.");
  return found;
};

app.get(
  "/sessions/:id/archive",
  withTicket("export"),
  caught(async (request, response) => {
    const { session } = await ownSession(request);
    const file = sessions.archiveOf(session);
    if (!existsSync(file)) return response.status(404).json({ error: "Nothing has been saved." });
    response.sendFile(file);
  }),
);

app.delete(
  "/sessions/:id",
  withTicket("close"),
  caught(async (request, response) => {
    const { session } = await ownSession(request);
    await sessions.remove(session.id);
    response.status(204).end();
  }),
);

// From the browser: a ticket opens the session once; a cookie keeps it open below its own path.

const cookieOf = (request, id) => {
  const pairs = (request.get("Cookie") || "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === `h5p-${id}`)?.[1];
};

app.get(
  "/edit/:ticket",
  caught(async (request, response) => {
    const ticket = tickets.use(request.params.ticket, "edit");
    const found = await sessions.find(ticket.session);
    if (!found || found.session.person !== ticket.person || found.session.package !== ticket.package) {
      throw new TicketRefused("The ticket is for another session.");
    }
    const { id, secret } = found.session;
    const options = { httpOnly: true, sameSite: "lax", secure: ORIGIN.startsWith("https:"), path: `/s/${id}` };
    response.cookie(`h5p-${id}`, secret, options).redirect(303, `/s/${id}/`);
  }),
);

const inSession = express.Router({ mergeParams: true });
app.use(
  "/s/:id",
  caught(async (request, _response, next) => {
    const found = await sessions.find(request.params.id);
    if (!found || cookieOf(request, request.params.id) !== found.session.secret) {
      throw new TicketRefused("The editor is not open here. Open it from the package's page.");
    }
    const origin = request.get("Origin");
    if (request.method !== "GET" && origin && origin !== ORIGIN)
      throw new TicketRefused("The request is from another site.");
    Object.assign(request, { found, user: userOf(found.session), language: "sv", t: (key) => key });
    next();
  }),
  inSession,
);

// What the editor needs of its endpoint; all else would install libraries, or fetch from the Hub.
const AJAX_ACTIONS = new Set(["libraries", "translations", "files", "filter", "content-type-cache"]);

inSession.use("/ajax", (request, response, next) => {
  if (AJAX_ACTIONS.has(request.query.action)) return next();
  response.status(403).json({ success: false, error: "The editor here does not install or fetch anything." });
});

// An older client (H5P core 1.1x) gets the list of types by GET, and runs scripts of types from their text. The type
// is that of the session; types with widgets of their own need the present client.
const isOldClient = () => !existsSync(path.join(EDITOR, "scripts/h5peditor-metadata.js"));

inSession.get(
  "/ajax",
  caught(async (request, response, next) => {
    if (request.query.action !== "libraries" || !isOldClient()) return next();
    const { session, editor } = request.found;
    const { machineName, majorVersion, minorVersion } = request.query;
    if (machineName) {
      const data = await editor.getLibraryData(machineName, majorVersion, minorVersion, request.language);
      return response.json({ ...data, javascript: {}, css: {} });
    }
    const [name, version] = session.library.split(" ");
    const [major, minor] = version.split(".").map(Number);
    response.json([{ name, title: name, majorVersion: major, minorVersion: minor, runnable: 1 }]);
  }),
);

inSession.get(
  "/",
  caught(async (request, response) => {
    const { session, editor } = request.found;
    const model = withFilesOfClient(await editor.render(session.content, "sv", request.user), session.id);
    const content = session.content ? await editor.getContent(session.content, request.user) : undefined;
    response.type("html").send(page(model, session, content));
  }),
);

for (const name of ["editor_page.js", "editor_page.css"]) {
  inSession.get(`/${name}`, (_request, response) => response.sendFile(path.join(HERE, name)));
}

inSession.post(
  "/save",
  express.json({ limit: "20mb" }),
  caught(async (request, response) => {
    await sessions.save(request.found, request.body);
    response.json({ back: request.found.session.back });
  }),
);

inSession.use(
  fileUpload({ useTempFiles: true, tempFileDir: path.join(DATA, "uploads"), limits: { fileSize: 512 * 1024 * 1024 } }),
);
inSession.use(express.json({ limit: "20mb" }), express.urlencoded({ extended: true, limit: "20mb" }));
inSession.use((request, response, next) => {
  const { editor } = request.found;
  const routes = { routeGetDownload: false, routeContentUserData: false, routeFinishedData: false, handleErrors: true };
  h5pAjaxExpressRouter(editor, CORE, EDITOR, routes, "en")(request, response, next);
});

app.use((error, request, response, next) => {
  if (response.headersSent) return next(error);
  const isRefusal = error instanceof TicketRefused;
  const status = isRefusal ? 403 : error.httpStatusCode || error.statusCode || 500;
  if (!isRefusal) console.error(error);
  if (!request.complete) response.set("Connection", "close"); // the rest of a refused body is not read
  response.status(status).json({ error: isRefusal ? error.message : error.errorId || "The editor has failed." });
});

app.listen(PORT, HOST, () => console.log(`H5P editor on ${ORIGIN}`));
