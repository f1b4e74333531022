"""The pages inside the packages that tests build."""

#: Finds the API of either version, shows the bookmark in #bookmark, the entry in #entry and the last
#: error in #error, and has buttons: "Spara" (bookmark + suspend data + commit), "Klar", "Godkänd",
#: "Underkänd", "Pausa" (exit suspend) and "Avsluta" (exit "").
SCO_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>{title}</title></head>
<body>
<h1>{title}</h1>
<p>Bokmärke: <output id="bookmark"></output></p>
<p>Inträde: <output id="entry"></output></p>
<p>Fel: <output id="error"></output></p>
<button data-do="save">Spara</button>
<button data-do="complete">Klar</button>
<button data-do="pass">Godkänd</button>
<button data-do="fail">Underkänd</button>
<button data-do="suspend">Pausa</button>
<button data-do="finish">Avsluta</button>
<script>
const find = (name) => {
  for (let w = window, i = 0; w && i < 12; w = w.parent === w ? w.opener : w.parent, i += 1) {
    try { if (w[name]) return w[name]; } catch (error) { return null; }
  }
  return null;
};
const new_api = find("API_1484_11"), old_api = find("API"), is12 = !new_api, api = new_api || old_api;
const call = (name, ...args) => api[is12 ? "LMS" + name : name](...args);
const get = (name) => call("GetValue", name), set = (name, value) => call("SetValue", name, String(value));
const N = is12
  ? { location: "cmi.core.lesson_location", entry: "cmi.core.entry", exit: "cmi.core.exit",
      raw: "cmi.core.score.raw" }
  : { location: "cmi.location", entry: "cmi.entry", exit: "cmi.exit", raw: "cmi.score.raw" };
const status = (completion, success) => {
  if (is12) { set("cmi.core.lesson_status", success || completion); return; }
  set("cmi.completion_status", completion);
  if (success) set("cmi.success_status", success);
};
const score = (points) => {
  set(N.raw, points);
  set(N.raw.replace("raw", "min"), 0); set(N.raw.replace("raw", "max"), 100);
  if (!is12) set("cmi.score.scaled", points / 100);
};
let visits = 0;
const finish = () => (is12 ? api.LMSFinish("") : api.Terminate(""));
const todo = {
  save() {
    visits += 1;
    set(N.location, "sida-" + visits);
    set("cmi.suspend_data", "läge " + visits);
    call("Commit", "");
  },
  complete() { status("completed", ""); call("Commit", ""); },
  pass() { score(90); status("completed", "passed"); call("Commit", ""); },
  fail() { score(30); status("completed", "failed"); call("Commit", ""); },
  suspend() { set(N.exit, "suspend"); finish(); },
  finish() { set(N.exit, ""); finish(); },
};
const show = () => { document.getElementById("error").textContent = call("GetLastError"); };
if (api) {
  if (is12) { api.LMSInitialize(""); } else { api.Initialize(""); }
  const at = get(N.location);
  visits = Number((at || "sida-0").split("-")[1]);
  document.getElementById("bookmark").textContent = at;
  document.getElementById("entry").textContent = get(N.entry);
  if (is12 && get("cmi.core.lesson_status") === "not attempted") status("incomplete", "");
  if (!is12 && get("cmi.completion_status") === "unknown") status("incomplete", "");
}
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => { todo[button.dataset.do](); show(); });
}
</script>
</body></html>
"""

#: A page that never calls the API.
ASSET_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>En sida utan anrop.</p></body></html>
"""
