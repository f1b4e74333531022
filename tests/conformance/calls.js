// Runs in the content's own frame: finds the API as content does (SCORM 1.2 RTE 3.3.6.1, 2004 RTE 3.3) and
// calls it, one call after the other in one turn, so that nothing comes between.
(calls) => {
  const find = (from, name) => {
    for (let at = from, tries = 0; at && tries < 500; tries += 1) {
      try {
        if (at[name]) return at[name];
      } catch {
        return null;
      }
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  };
  const search = (name) => find(window, name) ?? (window.opener ? find(window.opener, name) : null);
  const api = search(calls.api);
  if (!api) return null;
  // "&id&" in an element stands for the index of the record that has the identifier, -1 where none has.
  const indexed = (element) =>
    String(element).replace(/^(.*?\.)&(.*)&\./, (_, collection, identifier) => {
      const count = Number(api.GetValue(`${collection}_count`));
      const indexes = Array.from({ length: count }, (_, index) => index);
      const found = indexes.find((index) => api.GetValue(`${collection}${index}.id`) === identifier);
      return `${collection}${found ?? -1}.`;
    });
  const name = (short) => (calls.api === "API" ? `LMS${short === "Terminate" ? "Finish" : short}` : short);
  const make = ([short, ...values]) => {
    try {
      if (values.length) values[0] = indexed(values[0]);
      const value = api[name(short)](...values);
      return { value, type: typeof value, code: api[name("GetLastError")]() };
    } catch (error) {
      return { thrown: String(error) };
    }
  };
  if (calls.on_unload) window.addEventListener("pagehide", () => calls.on_unload.map(make));
  return calls.list.map(make);
};
