// Runs first in every page of the player and its content, and records calls and events.
// The record belongs to the player's window; content frames, which share its origin, add to it.
(() => {
  const RECORD = "__narlara_record";
  const MAX_NOTES = 200;
  const METHODS = {
    API: ["LMSInitialize", "LMSFinish", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSGetLastError"],
    API_1484_11: ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError"],
  };
  const STATUS = /^cmi\.(core\.lesson_status|completion_status|success_status)$/;

  const isShell = (w) => /^\/l\/[^/]+\/$/.test(w.location.pathname);

  function shellOf(start) {
    let w = start;
    for (let i = 0; i < 15; i += 1) {
      try {
        if (isShell(w)) return w;
      } catch {
        return null;
      }
      if (w.parent !== w) w = w.parent;
      else if (w.opener) w = w.opener;
      else return null;
    }
    return null;
  }

  let shell;
  try {
    shell = shellOf(window);
  } catch {
    shell = null;
  }
  if (!shell) return;

  if (shell === window) {
    const record = {
      notes: {},
      requested: {},
      initialized: false,
      terminated: false,
      statuses: [],
      step: 0,
      windows: [],
      tried: {},
      rounds: {},
    };
    record.note = (kind, place) => {
      const places = (record.notes[kind] ??= {});
      const text = String(place).slice(0, 200);
      if (text in places || Object.keys(places).length < MAX_NOTES) places[text] = (places[text] ?? 0) + 1;
    };
    Object.defineProperty(window, RECORD, { value: record });
    Object.entries(METHODS).forEach(([name, methods]) => installApi(record, name, methods));
    return;
  }

  const record = shell[RECORD];
  if (!record) return;
  observeContent(record);

  /** Define the API in the window as the player would, and record the calls of content. */
  function installApi(record, name, methods) {
    let wrapper;
    Object.defineProperty(window, name, {
      configurable: true,
      enumerable: true,
      get() {
        record.requested[name] = true;
        return wrapper;
      },
      set(api) {
        wrapper =
          api && Object.create(api, Object.fromEntries(methods.map((method) => [method, recorded(api, method)])));
      },
    });

    function recorded(api, method) {
      const value = (...args) => {
        const answer = api[method](...args);
        recordCall(api, method.replace(/^LMS/, ""), args, String(answer) === "true");
        return answer;
      };
      return { value, writable: true, configurable: true, enumerable: true };
    }

    function recordCall(api, method, [element, value], isAccepted) {
      if (method === "Initialize" && isAccepted) record.initialized = true;
      if (["Finish", "Terminate"].includes(method) && isAccepted) record.terminated = true;
      if (method !== "SetValue") return;
      if (isAccepted && STATUS.test(element)) {
        if (record.statuses.length < MAX_NOTES)
          record.statuses.push([record.step, String(element), String(value).slice(0, 40)]);
      } else if (!isAccepted && record.initialized && !record.terminated) {
        const code = Number((api.LMSGetLastError ?? api.GetLastError).call(api));
        const isLong = String(value).length > 255 && [405, 406, 351, 201].includes(code);
        record.note(isLong ? "too_long" : "refused", `${element} (${code})`);
      }
    }
  }

  function observeContent(record) {
    const here = () => location.pathname;
    addEventListener("securitypolicyviolation", (event) => {
      if (/^(https?|wss?):/.test(event.blockedURI)) record.note("hosts", event.blockedURI);
    });
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function addEventListener(type, ...rest) {
      if (type === "unload") record.note("unload", here());
      return add.call(this ?? window, type, ...rest);
    };
    const open = window.open;
    window.open = function openWindow(...args) {
      record.note("windows", here());
      const opened = open.apply(window, args);
      if (opened) record.windows.push(opened);
      return opened;
    };
    // The content's policy forbids WebRTC, and Chromium ends the whole page that uses it.
    window.RTCPeerConnection = function RTCPeerConnection(settings) {
      record.note("hosts", settings?.iceServers?.[0]?.urls ?? "WebRTC");
      throw new DOMException("Not allowed here", "NotAllowedError");
    };
    if (navigator.serviceWorker) {
      const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
      navigator.serviceWorker.register = (...args) => {
        record.note("installs", args[0]);
        return register(...args);
      };
    }
  }
})();
