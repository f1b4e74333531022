"""Content that plays itself: it counts, and remembers when it set and committed which number."""

#: `began` is where it was taken up (location and suspend data), `log` holds [number, milliseconds, what] for
#: each number set, committed ("true" from the run-time) and passed.
PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>Räkna</title></head>
<body><h1>Räkna</h1><output></output>
<script>
const find = (name) => {
  try {
    for (let w = window, i = 0; i < 12; w = w.parent, i += 1) if (w[name]) return w[name];
  } catch (error) { /* the site's page, which content may not read */ }
  return null;
};
const is12 = !find("API_1484_11"), api = find("API_1484_11") || find("API");
const call = (name, ...args) => api[is12 ? "LMS" + name : name](...args);
const location_ = is12 ? "cmi.core.lesson_location" : "cmi.location";
const log = [];
const note = (what) => log.push([at, performance.now(), what]);
call("Initialize", "");
const kept = call("GetValue", "cmi.suspend_data");
const began = [Number(call("GetValue", location_)), Number(kept.split(" ")[0])];
let at = began[0], passAfter = 0, commitEvery = 0;
const status = (completion, success) => {
  if (is12) { call("SetValue", "cmi.core.lesson_status", success || completion); return; }
  call("SetValue", "cmi.completion_status", completion);
  if (success) call("SetValue", "cmi.success_status", success);
};
if (call("GetValue", is12 ? "cmi.core.lesson_status" : "cmi.completion_status") !== "completed") {
  status("incomplete", "");
}
function step() {
  at += 1;
  call("SetValue", location_, String(at));
  call("SetValue", "cmi.suspend_data", at + " " + "x".repeat(500));
  note("set");
  document.querySelector("output").textContent = at;
  if (passAfter && at > passAfter) {
    passAfter = 0;
    status("completed", "passed");
    if (call("Commit", "") === "true") note("passed");
  } else if (commitEvery && at % commitEvery === 0 && call("Commit", "") === "true") {
    note("committed");
  }
}
function play(steps, every) {
  if (steps) passAfter = at + steps;
  commitEvery = every;
  setInterval(step, 50);
}
/* What the player has written down on this origin: the highest location in it. */
let sealer = null;
import("/static/js/player/sending/sealing.js").then(({ Sealer }) => {
  sealer = new Sealer(JSON.parse(parent.document.getElementById("state").textContent).keys);
});
function writtenAhead(before) {
  const names = sealer ? Object.keys(localStorage).filter((name) => name.startsWith("narlara.commit.")) : [];
  const opened = names.map((name) => sealer.open(name, localStorage.getItem(name)));
  const bodies = opened.filter((body) => body !== null).map((body) => JSON.parse(body));
  const cmis = bodies.filter((body) => body.written_at <= before).map(({ payload }) => payload.cmi);
  return Math.max(0, ...cmis.map((cmi) => Number((is12 ? cmi.core?.lesson_location : cmi.location) || 0)));
}
/* What must be there at the next launch: what was committed or is written ahead, and what was set a second
   ago, if the machine had `grace` milliseconds to bring it to the disk. */
function promised(grace) {
  const before = (milliseconds) => ([, time]) => time <= performance.now() - milliseconds;
  const last = (entries) => entries.reduce((most, [number]) => Math.max(most, number), began[0]);
  const isSafe = log.filter(before(grace));
  const committed = last(isSafe.filter(([, , what]) => what !== "set"));
  const ahead = writtenAhead(Date.now() - grace);
  return {
    at: Math.max(committed, ahead, last(log.filter(before(1000 + grace)))),
    committed,
    ahead,
    passed: isSafe.some(([, , what]) => what === "passed"),
    last: at,
  };
}
</script>
</body></html>
"""
