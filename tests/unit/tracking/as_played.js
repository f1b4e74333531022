// The library's classes replaced by what the player makes of them (test_scorm_again.py): the run-time as content
// finds it, and for sequencing the engine as the server asks it, whose outlook the run-time beside content is given.
"use strict";

(() => {
  const library = { Scorm12API: globalThis.Scorm12API, Scorm2004API: globalThis.Scorm2004API };
  const run = (standard, sequencing) => withLibrary(() => startRuntime(standard, {}, () => true, sequencing).api);

  /** The player's own files mean the library by those names. */
  function withLibrary(work) {
    Object.assign(globalThis, library);
    try {
      return work();
    } finally {
      Object.assign(globalThis, played);
    }
  }

  function sequenced(tree) {
    let [state, outlook, api] = [null, null, null];
    const processNavigationRequest = (request, target) => {
      const answer = withLibrary(() => NarlaraEngine.answer({ tree, state, request, target, exit: "" }));
      ({ state, outlook } = answer);
      return answer.isDone;
    };
    return {
      getSequencingService: () => ({ processNavigationRequest }),
      Initialize() {
        api = run("scorm_2004", { tree, state, outlook });
        return api.Initialize("");
      },
      GetValue: (element) => api.GetValue(element),
      GetLastError: () => api?.GetLastError(),
    };
  }

  const played = {
    Scorm12API: function () {
      return run("scorm_12", null);
    },
    Scorm2004API: function (settings) {
      return settings ? sequenced(settings.sequencing.activityTree) : run("scorm_2004", null);
    },
  };
  Object.assign(globalThis, played);
})();
