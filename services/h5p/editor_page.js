// Starts the editor in its page, and sends what was written. Works with the present client and with an older one,
// whose editor has no `getContent`.
(() => {
  const { H5P, H5PEditor, H5PIntegration, narlara } = window;
  const $ = H5P.jQuery;
  const status = document.getElementById("status");
  const form = document.getElementById("editor-form");
  const { editor } = H5PIntegration;

  Object.assign(H5PEditor, {
    $,
    basePath: editor.libraryUrl,
    fileIcon: editor.fileIcon,
    ajaxPath: editor.ajaxPath,
    filesPath: editor.filesPath,
    apiVersion: editor.apiVersion,
    contentLanguage: editor.language,
    copyrightSemantics: editor.copyrightSemantics,
    metadataSemantics: editor.metadataSemantics,
    assets: editor.assets,
    baseUrl: "",
    contentId: editor.nodeVersionId,
    enableContentHub: false,
  });
  H5PEditor.getAjaxUrl = (action, parameters = {}) =>
    Object.entries(parameters).reduce(
      (url, [name, value]) => `${url}&${name}=${encodeURIComponent(value)}`,
      editor.ajaxPath + action,
    );

  const isOld = !H5PEditor.Editor.prototype.getContent;
  const stored = narlara.params && (isOld ? narlara.params.params : narlara.params);
  const opened = new H5PEditor.Editor(narlara.library, stored && JSON.stringify(stored), $(".h5p-editor")[0]);
  window.narlaraEditor = opened;

  /** Return what was written: from the present client after its own checks, from an old one as it stands. */
  const written = () =>
    new Promise((resolve, reject) => {
      if (!isOld) {
        opened.getContent(
          (content) => resolve({ library: content.library, params: JSON.parse(content.params) }),
          (problem) => reject(new Error(problem)),
        );
        return;
      }
      const params = opened.getParams();
      if (params === undefined || params === false) reject(new Error("incomplete"));
      else {
        const title = narlara.title || "H5P";
        const metadata = { license: "U", ...narlara.params?.metadata, title };
        resolve({
          library: opened.getLibrary(),
          params: { params: typeof params === "string" ? JSON.parse(params) : params, metadata },
        });
      }
    });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = document.getElementById("save");
    button.disabled = true;
    status.textContent = "";
    try {
      const answer = await fetch("save", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(await written()),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      window.location.assign((await answer.json()).back);
    } catch {
      status.textContent = "Det gick inte att spara. Kontrollera att allt är ifyllt, och försök igen.";
      button.disabled = false;
    }
  });
})();
