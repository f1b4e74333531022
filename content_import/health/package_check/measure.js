// Measures the current pages, called in the player's window: widths, images, plug-ins.
() => {
  const found = [];
  const PLUG_IN = /flash|shockwave|java|silverlight|director|x-mplayer|quicktime/i;
  const FILES = /\.(swf|dcr|class|jar|xap)([?#]|$)/i;
  const visit = (w) => {
    try {
      if (w.document?.body) found.push(describe(w));
      for (let i = 0; i < w.frames.length && found.length < 20; i += 1) visit(w.frames[i]);
    } catch {
      // A page of another origin.
    }
  };
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 8 && box.height > 8 && getComputedStyle(element).visibility !== "hidden";
  };
  const isHidden = (element) => Boolean(element.closest("[aria-hidden=true], [role=presentation], [role=none]"));
  /** Return an image's path for display; the page's if the image is inline or its address is invalid. */
  function pathOf(image, w) {
    const address = image.currentSrc || image.src;
    try {
      if (address.startsWith("data:")) return w.location.pathname;
      return decodeURI(new URL(address, w.location.href).pathname);
    } catch {
      return w.location.pathname;
    }
  }
  function describe(w) {
    const { document: page } = w;
    const root = page.scrollingElement ?? page.documentElement;
    const hides = [root, page.body].some((element) =>
      ["hidden", "clip"].includes(w.getComputedStyle(element).overflowX),
    );
    const images = [...page.images].filter((image) => isSeen(image) && !isHidden(image));
    const plugs = [...page.querySelectorAll("object, embed, applet")].filter(
      (element) =>
        element.tagName === "APPLET" || PLUG_IN.test(element.type) || FILES.test(element.data ?? element.src ?? ""),
    );
    return {
      page: w.location.pathname,
      isFrameset: page.body.tagName === "FRAMESET",
      wide: hides ? 0 : Math.max(root.scrollWidth - w.innerWidth, 0),
      cut: hides ? Math.max(root.scrollWidth - w.innerWidth, 0) : 0,
      width: root.scrollWidth,
      images: images.length,
      bare: images
        .filter((image) => !image.hasAttribute("alt") && !image.getAttribute("aria-label") && !image.title)
        .map((image) => pathOf(image, w)),
      plugs: plugs.map((element) => element.data || element.src || element.type || element.tagName.toLowerCase()),
      unload: typeof w.onunload === "function",
      text: page.body.innerText.slice(0, 2000),
    };
  }
  const content = document.getElementById("content")?.contentWindow;
  if (content) visit(content);
  window.__narlara_record.windows.filter((w) => !w.closed).forEach(visit);
  return found;
};
