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
  const name = (short) => (calls.api === "API" ? `LMS${short === "Terminate" ? "Finish" : short}` : short);
  return calls.list.map(([short, ...values]) => {
    try {
      const value = api[name(short)](...values);
      return { value, type: typeof value, code: api[name("GetLastError")]() };
    } catch (error) {
      return { thrown: String(error) };
    }
  });
};
