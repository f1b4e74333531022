"""Packages with faults in how they play, one SCO each: what a health check should find, by name."""

from __future__ import annotations

from dataclasses import dataclass

from content_import.health.enums import FindingCode as Code
from courses.models import Package
from scorm.enums import PackageStandard
from tests.factories.packages import SCORM_12, Sco, make_package

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Del</title>
<meta name="viewport" content="width=device-width"></head><body><h1>Del</h1>{body}
<script>
const find = (name) => {{
  for (let w = window, i = 0; i < 9; i += 1, w = w.parent) {{
    try {{ if (w[name]) return w[name]; }} catch {{ return null; }}
  }}
  return null;
}};
{script}
</script></body></html>"""

START_12 = 'const api = find("API"); api.LMSInitialize("");'
DONE_12 = 'api.LMSSetValue("cmi.core.lesson_status", "completed"); api.LMSCommit("");'
#: three pages behind a button, and done on the last one
TRAVERSE = f"""
let shown = 1;
const show = () => {{ document.querySelector("#page").textContent = `Sida ${{shown}} av 3`; }};
document.querySelector("#next").onclick = () => {{
  shown += 1; show();
  if (shown === 3) {{ {DONE_12} document.querySelector("#next").disabled = true; }}
}};
show();"""
TRAVERSE_BODY = '<p id="page"></p><button id="next">Nästa</button>'


@dataclass(frozen=True)
class Case:
    """A page's body and script, and the warnings that a check should give, no more and no fewer."""

    warnings: frozenset[Code]
    body: str = ""
    script: str = ""
    standard: PackageStandard = SCORM_12
    good: frozenset[Code] = frozenset()

    def package(self) -> Package:
        page = PAGE.format(body=self.body, script=self.script).encode()
        picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"/>'
        return make_package(
            [Sco(title="Första delen")],
            is_approved=False,
            standard=self.standard,
            files={"del-1.html": page, "bild.svg": picture},
        )


SOUND = Case(
    warnings=frozenset(),
    body=f'{TRAVERSE_BODY}<img src="bild.svg" alt="En hand">',
    script=START_12 + TRAVERSE,
    good=frozenset({Code.SAVES, Code.COMPLETES, Code.SELF_CONTAINED, Code.FITS_PHONE, Code.IMAGES_DESCRIBED}),
)

CARELESS = Case(
    warnings=frozenset(
        {
            Code.NOT_COMPLETED,
            Code.REFUSED_VALUES,
            Code.TOO_MUCH_DATA,
            Code.USES_UNLOAD,
            Code.OTHER_HOSTS,
            Code.MISSING_FILES,
            Code.SCRIPT_ERRORS,
            Code.PLUG_IN,
            Code.OPENS_WINDOWS,
            Code.TAKES_WINDOW,
            Code.INSTALLS_ITSELF,
            Code.IMAGES_WITHOUT_TEXT,
            Code.TOO_WIDE,
        }
    ),
    body="""<img src="bild.svg"><img src="bild.svg" role="presentation"><img src="saknas.png" alt="Borta">
<div style="width: 700px">Brett</div><object data="film.swf" type="application/x-shockwave-flash"></object>
<link rel="stylesheet" href="https://typsnitt.example/a.css"><button id="open">Nästa</button>""",
    script=START_12
    + """
api.LMSSetValue("cmi.core.lesson_status", "incomplete");
api.LMSSetValue("cmi.core.score.raw", "många");
api.LMSSetValue("cmi.core.lesson_location", "x".repeat(5000));
fetch("https://spion.example/vem").catch(() => {});
navigator.serviceWorker?.register("sw.js").catch(() => {});
try { top.location.href = "about:blank#taken"; } catch {}
window.onunload = () => api.LMSFinish("");
document.querySelector("#open").onclick = () => window.open("del-1.html#fonster");
setTimeout(() => { finnsInte(); }, 50);""",
)

HURRIED = Case(
    warnings=frozenset({Code.DONE_AT_ONCE}),
    script=START_12 + DONE_12,
    good=frozenset({Code.SAVES, Code.FITS_PHONE}),
)

#: what a browser takes, and what a report must not stumble over: half a character, addresses that are none
ODD = Case(
    warnings=frozenset({Code.REFUSED_VALUES, Code.SCRIPT_ERRORS, Code.IMAGES_WITHOUT_TEXT, Code.PLUG_IN}),
    body=f"""<style>body {{ overflow: hidden }}</style>{TRAVERSE_BODY}<div style="width: 700px">Brett</div>
<img src="data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='100%'/>" width="60">
<object data="http://[" type="application/x-shockwave-flash"></object>""",
    script=START_12
    + r"""
api.LMSSetValue("//[\ud800", "x");
setTimeout(() => { throw new Error("\ud800"); }, 50);"""
    + TRAVERSE,
    good=frozenset({Code.SAVES, Code.COMPLETES}),
)

#: the parts of one package, by what should be said of each
PARTS = {
    Code.NO_CALLS: "",
    Code.OTHER_VERSION: 'const api = find("API_1484_11"); if (api) api.Initialize("");',
    Code.NOT_BEGUN: 'const api = find("API");',
    Code.NO_STATUS: START_12 + 'addEventListener("pagehide", () => api.LMSFinish(""));',
}


def package_of_parts() -> Package:
    """A package with a part for each of PARTS, and the code as the part's title."""
    scos = [Sco(f"del-{number}", title=code.value) for number, code in enumerate(PARTS)]
    pages = {
        f"del-{number}.html": PAGE.format(body="<p>Text</p>", script=script).encode()
        for number, script in enumerate(PARTS.values())
    }
    return make_package(scos, files=pages)


HOSTILE = {
    Code.HANGS: "setTimeout(() => { for (;;); }, 200);",
    Code.EATS_MEMORY: """const kept = [];
setInterval(() => { for (let i = 0; i < 4; i += 1) kept.push(new Uint8Array(16e6).fill(7)); }, 20);""",
    Code.FLOODS: "setTimeout(() => { for (;;) alert('Hej'); }, 200);",
    Code.REACHES_FOR_SITE: """fetch(SITE + "/cms/", {credentials: "include"}).catch(() => {});""",
}

#: content that contacts the site where its own pages do not see it, or only where nobody seems to check it
HIDDEN = {
    "worker": """const source = "fetch(" + JSON.stringify(SITE + "/cms/") + ").catch(() => {})";
new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));""",
    "socket": """new WebSocket(SITE.replace("http", "ws") + "/rum/");""",
    "forgets": f"""{HOSTILE[Code.REACHES_FOR_SITE]}
addEventListener("securitypolicyviolation", () => {{
  for (let w = window, i = 0; i < 9; i += 1, w = w.parent) {{
    try {{ if (w.__narlara_record) w.__narlara_record.notes = {{}}; }} catch {{ break; }}
  }}
}});""",
    "learner_only": f"""if (!navigator.webdriver && !/headless/i.test(navigator.userAgent)) {{
  {HOSTILE[Code.REACHES_FOR_SITE]} }}""",
}

#: breaks something that a check would use, in all windows of the content's origin
_SPOIL = "for (let w = window, i = 0; i < 9; i += 1, w = w.parent) { try { SPOIL } catch { break; } }"
_BOOK = "const b = w.__narlara_record; if (b) "
#: content that contacts the site and then breaks the check, by what it breaks
BREAKING = {
    name: f"{HOSTILE[Code.REACHES_FOR_SITE]} {_SPOIL.replace('SPOIL', spoil)}"
    for name, spoil in {
        "slice_gives_nothing": "w.String.prototype.slice = () => undefined;",
        "slice_raises": "w.String.prototype.slice = () => { throw new Error('Nej, å ä ö'); };",
        "map_and_filter": "w.Array.prototype.map = () => 'å'; w.Array.prototype.filter = () => 7;",
        "book_of_nonsense": f"{_BOOK} {{ b.statuses.push('å'); b.notes.hosts = {{ 'ö': 'ä' }}; }}",
        "book_without_pages": f"{_BOOK} Object.keys(b).forEach((key) => delete b[key]);",
        "json": "w.JSON.stringify = () => 'å'; w.Object.keys = () => 5; w.Object.entries = () => null;",
    }.items()
}
