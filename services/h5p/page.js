// The page with the editor: its settings as JSON, its scripts in order, and ours, which starts it.

const escaped = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const asJson = (value) => JSON.stringify(value ?? null).replace(/</g, "\\u003c");

/** Return the HTML. `model` is what h5p-server renders; `content` what is edited, undefined for new content. */
export function page(model, session, content) {
  const { styles, scripts, integration } = model;
  const edited = {
    library: content?.library || session.library,
    params: content ? { params: content.params.params, metadata: content.params.metadata } : undefined,
    title: session.title,
    back: session.back,
  };
  return `<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(session.title || session.library)} – H5P</title>
${styles.map((style) => `<link rel="stylesheet" href="${escaped(style)}">`).join("\n")}
<link rel="stylesheet" href="editor_page.css">
<script>window.H5PIntegration = ${asJson(integration)}; window.narlara = ${asJson(edited)};</script>
${scripts.map((script) => `<script src="${escaped(script)}"></script>`).join("\n")}
</head>
<body>
<main>
<h1>${escaped(session.title || "H5P")}</h1>
<p id="status" role="status"></p>
<form id="editor-form">
<div class="h5p-create"><div class="h5p-editor"></div></div>
<p><button type="submit" id="save">Spara</button> <a href="${escaped(session.back)}">Tillbaka utan att spara</a></p>
</form>
</main>
<script src="editor_page.js"></script>
</body>
</html>`;
}
