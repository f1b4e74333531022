// One step of clicking through content, called in the player's window; returns what was clicked and answered.
(step) => {
  const record = window.__narlara_record;
  record.step = step;
  const BACK =
    /tillbaka|f[öo]reg[åa]ende|bak[åa]t|b[öo]rja om|skriv ut|hj[äa]lp|inst[äa]llning|avbryt|paus|ljud|\bback\b|prev|print|reset|restart|replay|mute|help|setting|cancel|volume|fullscreen/i;
  const LEAVE = /avsluta|st[äa]ng|logga ut|\bexit\b|quit|close|log ?out/i;
  const NEXT =
    /n[äa]sta|forts[äa]tt|vidare|fram[åa]t|b[öo]rja|starta?\b|kom ig[åa]ng|spela|\bnext\b|continue|forward|\bstart|begin|proceed|resume|\bplay\b|^\s*[»>→›▶]+\s*$/i;
  const DONE =
    /skicka|svara|r[äa]tta|klar|l[äa]mna in|slutf[öo]r|bekr[äa]fta|submit|check|done|finish|complete|confirm|\bok\b|^(ja|yes)$/i;
  const NAMED_NEXT = /next|forward|continue|submit|start/i;
  const CLICKABLE =
    "button, a[href], input[type=button], input[type=submit], input[type=image], [role=button], [onclick], summary, area";

  const windowsOf = (w, found = []) => {
    try {
      if (w.document?.body) found.push(w);
      for (let i = 0; i < w.frames.length && found.length < 20; i += 1) windowsOf(w.frames[i], found);
    } catch {
      // A page of another origin.
    }
    return found;
  };
  const content = document.getElementById("content")?.contentWindow;
  const windows = [
    ...(content ? windowsOf(content) : []),
    ...record.windows.filter((w) => !w.closed).flatMap((w) => windowsOf(w)),
  ];

  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    if (box.width < 4 || box.height < 4) return false;
    const style = element.ownerDocument.defaultView.getComputedStyle(element);
    return style.visibility !== "hidden" && style.pointerEvents !== "none" && Number(style.opacity) > 0.05;
  };
  const isOn = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true";
  const labelOf = (element) =>
    [
      element.innerText,
      element.value,
      element.getAttribute("aria-label"),
      element.title,
      element.getAttribute("alt"),
      element.querySelector?.("img[alt]")?.alt,
    ]
      .filter(Boolean)
      .join(" ")
      .trim()
      .slice(0, 80);
  const leadsOut = (element) => {
    const link = element.closest("a[href]");
    if (!link) return false;
    if (/^javascript:/i.test(link.getAttribute("href"))) return false;
    return (
      link.origin !== location.origin ||
      link.hasAttribute("download") ||
      link.target === "_blank" ||
      /\.(pdf|docx?|pptx?|xlsx?|zip)$/i.test(link.pathname)
    );
  };
  const textOf = (w) => `${w.location.pathname}${w.document.body.innerText.slice(0, 3000)}`;
  const signature = windows
    .map((w) => {
      try {
        return textOf(w);
      } catch {
        return "";
      }
    })
    .join("|")
    .slice(0, 8000);

  const dispatch = (element, ...types) =>
    types.forEach((type) =>
      element.dispatchEvent(new element.ownerDocument.defaultView.Event(type, { bubbles: true })),
    );

  /** Choose another answer each time: the next radio button, or one more of the check boxes. */
  function answer(group, key) {
    const round = (record.rounds[key] = (record.rounds[key] ?? -1) + 1);
    if (round > 2 * group.length) return 0;
    if (group[0].type === "radio") {
      group[round % group.length].click();
      return 1;
    }
    group.forEach((box, index) => {
      if (box.checked !== index <= round % group.length) box.click();
    });
    return 1;
  }

  function fill(w) {
    const fields = [...w.document.querySelectorAll("input, select, textarea")]
      .filter((field) => isOn(field) && isSeen(field))
      .slice(0, 80);
    const groups = new Map();
    let filled = 0;
    for (const field of fields) {
      if (field.type === "radio") groups.set(field.name || field, [...(groups.get(field.name || field) ?? []), field]);
      else if (field.type === "checkbox")
        groups.set(field.form ?? field.name, [...(groups.get(field.form ?? field.name) ?? []), field]);
      else if (field.tagName === "SELECT" && field.selectedIndex < 1 && field.options.length > 1) {
        field.selectedIndex = 1;
        dispatch(field, "input", "change");
        filled += 1;
      } else if (
        (field.tagName === "TEXTAREA" || /^(text|number|tel|search|email|)$/.test(field.type)) &&
        !field.value &&
        !field.readOnly
      ) {
        field.value = "1";
        dispatch(field, "input", "change", "keyup", "blur", "focusout");
        filled += 1;
      }
      field.dataset.narlara = "1";
    }
    for (const [number, group] of [...groups.values()].entries())
      filled += answer(group, `${w.location.pathname}#${number}${group[0].name}${group[0].id}`);
    return filled;
  }

  function play(w) {
    let played = 0;
    for (const media of [...w.document.querySelectorAll("video, audio")].slice(0, 5)) {
      if (media.ended || media.dataset.narlara) continue;
      media.dataset.narlara = "1";
      media.muted = true;
      media.play?.()?.catch?.(() => {});
      if (Number.isFinite(media.duration)) media.currentTime = Math.max(media.duration - 0.3, 0);
      played += 1;
    }
    return played;
  }

  function candidates(w) {
    const found = new Set(w.document.querySelectorAll(CLICKABLE));
    for (const element of [...w.document.body.querySelectorAll("*")].slice(0, 1500)) {
      const style = w.getComputedStyle(element);
      if (style.cursor === "pointer" && w.getComputedStyle(element.parentElement ?? element).cursor !== "pointer")
        found.add(element);
    }
    return [...found]
      .slice(0, 300)
      .filter(
        (element) =>
          (isSeen(element) &&
            isOn(element) &&
            !leadsOut(element) &&
            !/^(INPUT|SELECT|LABEL|VIDEO|AUDIO)$/.test(`${element.tagName}`)) ||
          (element.tagName === "INPUT" && /button|submit|image/.test(element.type) && isSeen(element) && isOn(element)),
      );
  }

  function worth(element, index) {
    const text = labelOf(element);
    const named = `${element.id} ${typeof element.className === "string" ? element.className : ""}`;
    let points = 30;
    if (BACK.test(text)) points = 5;
    else if (NEXT.test(text)) points = 100;
    else if (LEAVE.test(text)) points = 8;
    else if (DONE.test(text)) points = 70;
    else if (NAMED_NEXT.test(named)) points = 80;
    const key = `${element.tagName}${index}${text}`;
    return { element, text, here: `${signature}#${key}`, key, points };
  }

  let answered = 0;
  for (const w of windows) {
    try {
      answered += fill(w) + play(w);
      w.scrollTo(0, w.document.documentElement.scrollHeight);
    } catch {
      // The page is navigating.
    }
  }
  let best = null;
  for (const w of windows) {
    let found = [];
    try {
      found = candidates(w);
    } catch {
      continue;
    }
    found.forEach((element, index) => {
      const option = worth(element, index);
      // Elements already pressed on the same page, or often, rank lower.
      const times = record.tried[option.here] ?? 0;
      option.points -= (option.points > 50 ? 10 : 45) * times + 3 * (record.tried[option.key] ?? 0);
      if (times < 5 && (!best || option.points > best.points)) best = option;
    });
  }
  if (best) {
    record.tried[best.here] = (record.tried[best.here] ?? 0) + 1;
    record.tried[best.key] = (record.tried[best.key] ?? 0) + 1;
    const view = best.element.ownerDocument.defaultView;
    for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup"]) {
      best.element.dispatchEvent(new view.MouseEvent(type, { bubbles: true, cancelable: true, view }));
    }
    if (best.element.click) best.element.click();
    else best.element.dispatchEvent(new view.MouseEvent("click", { bubbles: true, cancelable: true, view }));
  }
  return { clicked: best ? best.text : null, answered };
};
