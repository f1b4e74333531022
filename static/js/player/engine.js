// scorm-again's sequencing engine as we use it: one file for the server, which judges, and for the browser,
// where it answers content that asks while it plays. A plain script: the server's isolate has no modules.
// Each way round one of the engine's faults is a function of its own that names what it is for.
"use strict";

globalThis.NarlaraEngine = (() => {
  const faults = globalThis.NarlaraFaults;

  /**
   * The run-time with the activity tree in it, and where the learner was, or what global objectives `brought` at
   * the very first; with `seed` what is drawn is drawn.
   */
  function make({ tree, state, brought, shared, seed }, settings = {}) {
    const activityTree = faults.drawnOnce(tree);
    const api = new globalThis.Scorm2004API({
      logLevel: 5,
      ...settings,
      sequencing: { autoRollupOnCMIChange: true, logLevel: "error", activityTree, hideLmsUi: tree.hideLmsUi },
    });
    if (state) restore(api, state);
    else if (brought) api.restoreGlobalObjectiveSnapshot(brought);
    faults.limitNewAttemptsAlone(api);
    faults.takeStops(api);
    faults.takeConsiderations(api);
    if (seed) faults.drawBeforehand(api, tree, seed);
    if (shared) api.restoreSharedDataSnapshot(shared);
    const current = treeOf(api).currentActivity;
    if (current) api.adl.configureSharedDataMaps(current.sharedDataMaps);
    return api;
  }

  // Restoring points at the current activity by a setter that also activates it, so that a part which has ended
  // would be playing again. Not reported upstream (looked 2026-11): docs/scorm-again.md.
  function restore(api, state) {
    api.deserializeSequencingState(JSON.stringify(state));
    for (const activity of treeOf(api).getAllActivities()) {
      activity.isActive = Boolean(state.sequencing.activityStates[activity.id]?.isActive);
    }
  }

  /** What is kept between navigations: the engine's envelope, without what it can say again. */
  function keep(api) {
    const state = JSON.parse(api.serializeSequencingState());
    delete state.adlNavState;
    delete state.sharedData;
    return state;
  }

  const serviceOf = (api) => api.getSequencingService();
  const processOf = (api) => serviceOf(api).getOverallSequencingProcess();
  const treeOf = (api) => api._sequencing.activityTree;

  /**
   * Put a SCO's state into the run-time as if its content had just said it. What the run-time cannot hold (a text
   * of several lines, a manifest's passing score out of its range) is left out: it must not keep anybody where
   * they are.
   */
  function speak(api, cmi) {
    const set = api.setCMIValue.bind(api);
    api.setCMIValue = (element, value) => {
      try {
        return set(element, value);
      } catch {
        return "false";
      }
    };
    api.loadFromFlattenedJSON(cmi);
    api.setCMIValue = set;
    api.Initialize("");
    markAsSetByContent(api, cmi);
  }

  // The engine tells what content has set from what was loaded and gives the first precedence
  // (RteDataTransferService). Here all of it came from content, but for the objectives: full-state commits
  // send them back as the engine had seeded them from the global ones.
  function markAsSetByContent(api, cmi) {
    for (const [path, value] of Object.entries(cmi)) {
      const isStatus = path === "cmi.completion_status" || path === "cmi.success_status";
      if ((isStatus && value !== "unknown") || path.startsWith("cmi.score.")) {
        api._runtimeSetCMIElements.add(path);
      }
    }
  }

  /** Ask for a navigation on behalf of the learner or the content; return what came of it. */
  function navigate(api, { request, target, exit }) {
    const tree = treeOf(api);
    let ended = "";
    api.setSequencingEventListeners({
      onSequencingSessionEnd: ({ reason }) => {
        ended = reason;
      },
    });
    const service = serviceOf(api);
    const isDone =
      request === "reopen" ? reopen(api) : service.processNavigationRequest(request, target || undefined, exit);
    if (request === "reopen" && tree.currentActivity) ended = "";
    return { isDone: Boolean(isDone), ended, delivered: ended ? "" : delivered(api) };
  }

  /** The part that plays, "" for none. */
  function delivered(api) {
    const current = treeOf(api).currentActivity;
    return current?.isActive && current.children.length === 0 ? current.id : "";
  }

  // A tab that was closed leaves an activity active; the engine then refuses both Start (NB.2.1-1) and
  // Resume All (NB.2.1-2): https://github.com/jcputney/scorm-again/issues/1701. It counts as suspended.
  function reopen(api) {
    const tree = treeOf(api);
    const ask = (request) => serviceOf(api).processNavigationRequest(request);
    if (tree.currentActivity?.isActive) return ask("suspendAll") && ask("resumeAll");
    if (tree.currentActivity) return ask("continue");
    return ask(tree.suspendedActivity ? "resumeAll" : "start");
  }

  /** What the contents may offer, in their order: the parts, and each folder that is entered by its own name. */
  function offered(tree, activity = tree.root) {
    if (!activity.children.length) return [activity];
    const inside = activity.children.flatMap((child) => offered(tree, child));
    return faults.isShut(tree, activity) ? [activity, ...inside] : inside;
  }

  const isSpent = ({ attemptLimit, attemptCount }) => attemptLimit !== null && attemptCount >= attemptLimit;

  /** What the learner may do now; a part's `jump` is for content alone (SN 5.6.4). */
  function outlook(api) {
    const tree = treeOf(api);
    const process = processOf(api);
    const current = tree.currentActivity;
    const forward = preview(api, "continue", process.predictContinueEnabled());
    return {
      continue: forward.isAllowed,
      ends: forward.isAllowed && forward.ends,
      previous: preview(api, "previous", process.predictPreviousEnabled()).isAllowed,
      hide: current ? process.getEffectiveHideLmsUi(current) : [],
      parts: offered(tree)
        .filter((part) => part.isAvailable)
        .map((part) => ({
          id: part.id,
          open: (current ? process.predictChoiceEnabled(part.id) : true) && !faults.isForbidden(api, part.id, "choice"),
          spent: isSpent(part),
          jump: !isSpent(part) && !faults.isForbidden(api, part.id, "jump"),
        })),
    };
  }

  // The engine's own prediction of Continue only looks at the parent's flow (that of Previous was mended by
  // https://github.com/jcputney/scorm-again/pull/1687); its preview walks the tree, but answers nothing between
  // two parts.
  function preview(api, request, predicted) {
    const current = treeOf(api).currentActivity;
    if (!current) return { isAllowed: false };
    if (!current.isActive || !api.isInitialized()) return { isAllowed: predicted, ends: false };
    const found = api.previewNavigationRequest(request);
    if (found.outcome === "unknown") return { isAllowed: predicted, ends: false };
    return { isAllowed: found.outcome === "allowed", ends: found.endSequencingSession };
  }

  /** What the whole amounts to: the root activity's tracking information. */
  function root(api) {
    const activity = treeOf(api).root;
    return {
      completion: activity.completionStatus,
      satisfied: activity.objectiveSatisfiedStatusKnown ? activity.objectiveSatisfiedStatus : null,
      measure: activity.objectiveMeasureStatus ? activity.objectiveNormalizedMeasure : null,
    };
  }

  /** Judge one question of the server's: see `Question` in lms/tracking/sequencing/questions.py. */
  function answer(question) {
    let api = make(question);
    if (question.cmi) speak(api, question.cmi);
    if (question.request === "look") return look(api, question);
    const playing = delivered(api);
    let found = isClosed(api, question) ? { isDone: false, ended: "", delivered: playing } : navigate(api, question);
    if (!found.isDone && playing) [api, found] = chooseAfterwards(question, playing) ?? [api, found];
    const state = keep(api);
    const resumed = Boolean(found.delivered && treeOf(api).currentActivity.deliveryWasResumed);
    return { ...found, resumed, root: root(api), outlook: outlook(make({ ...question, state })), state };
  }

  // The engine looks at the rules of what is chosen before the part that plays has ended (NB.2.1 before OP.1), so
  // that what its end opens is refused. Not reported upstream (looked 2026-11): docs/scorm-again.md. The part is
  // ended first, and the choice made then, unless its own rules lead somewhere else. Where what plays may not be
  // left by a choice (choiceExit, NB.2.1 step 7) it stays refused: once it has ended the engine would not know.
  function chooseAfterwards(question, playing) {
    if (question.request !== "choice" || !mayBeLeft(make(question), playing)) return null;
    const left = leave(question);
    const hasLedOn = delivered(left) || treeOf(left).currentActivity?.id !== playing;
    if (hasLedOn || faults.isForbidden(left, question.target, "choice")) return null;
    const found = navigate(left, question);
    return found.isDone ? [left, found] : null;
  }

  const mayBeLeft = (api, playing) =>
    faults
      .toRoot(treeOf(api).getActivity(playing))
      .every(({ isActive, sequencingControls }) => !isActive || sequencingControls.choiceExit);

  /** Whether the part asked for by name is closed, once the one that plays has ended. */
  function isClosed(api, question) {
    const { target, request } = question;
    return faults.mayBeForbidden(api, target) && faults.isForbidden(leave(question), target, request);
  }

  /** Another run-time, in which the part that plays has ended. */
  function leave(question) {
    const left = make(question);
    if (question.cmi) speak(left, question.cmi);
    serviceOf(left).processNavigationRequest("exit", undefined, question.exit);
    return left;
  }

  /** How things stand while a part plays, as if it ended now; nothing of it is kept. */
  function look(playing, question) {
    const left = leave(question);
    const now = { ...outlook(playing), parts: outlook(left).parts };
    return { isDone: true, ended: "", delivered: "", resumed: false, root: root(left), outlook: now, state: null };
  }

  return { make, answer, outlook, treeOf };
})();
