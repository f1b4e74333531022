// The library's classes replaced by what the player makes of them (test_scorm_again.py): the run-time as content
// finds it.
"use strict";

(() => {
  const library = { Scorm12API: globalThis.Scorm12API, Scorm2004API: globalThis.Scorm2004API };

  /** The player's own files mean the library by those names. */
  function run(standard) {
    Object.assign(globalThis, library);
    try {
      return startRuntime(standard, {}, () => true).api;
    } finally {
      Object.assign(globalThis, played);
    }
  }

  const played = {
    Scorm12API: function () {
      return run("scorm_12");
    },
    Scorm2004API: function () {
      return run("scorm_2004");
    },
  };
  Object.assign(globalThis, played);
})();
