// Runs first in every page of the player and its content, and writes down what happens.
// The shell's window holds the book; content frames, which share its origin, write in it.
(() => {
  const BOOK = "__narlara_book";
  const MOST = 200;
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
    const book = { notes: {}, asked: {}, begun: false, ended: false, statuses: [], step: 0, windows: [], tried: {}, rounds: {} };
    book.note = (kind, place) => {
      const places = (book.notes[kind] ??= {});
      const text = String(place).slice(0, 200);
      if (text in places || Object.keys(places).length < MOST) places[text] = (places[text] ?? 0) + 1;
    };
    Object.defineProperty(window, BOOK, { value: book });
    Object.entries(METHODS).forEach(([name, methods]) => stand(book, name, methods));
    return;
  }

  const book = shell[BOOK];
  if (!book) return;
  observeContent(book);

  /** Let the API stand in the window as it would, and hear what content says to it. */
  function stand(book, name, methods) {
    let front;
    Object.defineProperty(window, name, {
      configurable: true,
      enumerable: true,
      get() {
        book.asked[name] = true;
        return front;
      },
      set(api) {
        front = api && Object.create(api, Object.fromEntries(methods.map((method) => [method, heard(api, method)])));
      },
    });

    function heard(api, method) {
      const value = (...args) => {
        const answer = api[method](...args);
        hear(api, method.replace(/^LMS/, ""), args, String(answer) === "true");
        return answer;
      };
      return { value, writable: true, configurable: true, enumerable: true };
    }

    function hear(api, method, [element, value], isTaken) {
      if (method === "Initialize" && isTaken) book.begun = true;
      if (["Finish", "Terminate"].includes(method) && isTaken) book.ended = true;
      if (method !== "SetValue") return;
      if (isTaken && STATUS.test(element)) {
        if (book.statuses.length < MOST) book.statuses.push([book.step, String(element), String(value).slice(0, 40)]);
      } else if (!isTaken && book.begun && !book.ended) {
        const code = Number((api.LMSGetLastError ?? api.GetLastError).call(api));
        const isLong = String(value).length > 255 && [405, 406, 351, 201].includes(code);
        book.note(isLong ? "too_long" : "refused", `${element} (${code})`);
      }
    }
  }

  function observeContent(book) {
    const here = () => location.pathname;
    addEventListener("securitypolicyviolation", (event) => {
      if (/^(https?|wss?):/.test(event.blockedURI)) book.note("hosts", event.blockedURI);
    });
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function addEventListener(type, ...rest) {
      if (type === "unload") book.note("unload", here());
      return add.call(this ?? window, type, ...rest);
    };
    const open = window.open;
    window.open = function openWindow(...args) {
      book.note("windows", here());
      const opened = open.apply(window, args);
      if (opened) book.windows.push(opened);
      return opened;
    };
    // The policy of content forbids it, and Chromium ends the whole page that tries.
    window.RTCPeerConnection = function RTCPeerConnection(settings) {
      book.note("hosts", settings?.iceServers?.[0]?.urls ?? "WebRTC");
      throw new DOMException("Not allowed here", "NotAllowedError");
    };
    if (navigator.serviceWorker) {
      const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
      navigator.serviceWorker.register = (...args) => {
        book.note("installs", args[0]);
        return register(...args);
      };
    }
  }
})();
