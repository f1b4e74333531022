// Where scorm-again's sequencing engine (3.4.3) leaves SCORM 2004 SN, and what is done instead. A plain script,
// like engine.js, which calls it: the server's isolate has no modules. Each fault has its line in
// docs/conformance.md and its steps in tests/conformance/scripts/scorm_2004; when the library mends one, it can go.
// docs/scorm-again.md has each as a report; where no link stands here none was found upstream (looked 2026-11).
"use strict";

globalThis.NarlaraFaults = (() => {
  const treeOf = (api) => api._sequencing.activityTree;
  const toRoot = (activity) => (activity ? [activity, ...toRoot(activity.parent)] : []);

  // UP.1: only an attempt that would begin is held against the limit. The engine counts one that goes on too, so
  // that a folder or a whole package with a limit would let nobody past its first part; for suspended ones it was
  // mended by https://github.com/jcputney/scorm-again/pull/1698. Told to the kind of activity, since the engine
  // copies activities to look ahead.
  function limitNewAttemptsAlone(api) {
    Object.defineProperty(Object.getPrototypeOf(treeOf(api).root), "attemptLimit", {
      get() {
        return this.isActive ? null : this._attemptLimit;
      },
      set(limit) {
        this._attemptLimit = limit;
      },
      configurable: true,
    });
  }

  const applies = (activity, rules) => rules.some((rule) => rule.evaluate(activity) === true);

  const disabling = ({ sequencingRules }) =>
    sequencingRules.preConditionRules.filter(({ action }) => action === "disabled");

  const stops = new WeakMap();
  const stopping = (activity) => stops.get(activity) ?? [];

  /** SB.2.4: the engine lets a choice past a part that stops it, and will not have that part itself chosen. */
  function takeStops(api) {
    for (const activity of treeOf(api).getAllActivities()) {
      const rules = activity.sequencingRules.preConditionRules;
      const taken = rules.filter(({ action }) => action === "stopForwardTraversal");
      if (taken.length) stops.set(activity, taken);
      for (const rule of taken) rules.splice(rules.indexOf(rule), 1);
    }
  }

  const considered = new WeakMap();
  const considerationsOf = (activity) => considered.get(activity) ?? {};

  /** SB.2.9: the engine holds a folder's constrained choice considerations against the parts in it. */
  function takeConsiderations(api) {
    for (const activity of treeOf(api).getAllActivities()) {
      const { preventActivation, constrainChoice } = activity.sequencingControls;
      if (!preventActivation && !constrainChoice) continue;
      considered.set(activity, { preventActivation, constrainChoice });
      Object.assign(activity.sequencingControls, { preventActivation: false, constrainChoice: false });
    }
  }

  /** Whether a part asked for by name ("choice" or "jump") may not be delivered, whatever the engine says. */
  const isForbidden = (api, target, request) =>
    isDisabled(api, target) || (request === "choice" && isOutOfReach(api, target));

  function isOutOfReach(api, target) {
    const tree = treeOf(api);
    return isStopped(api, target) || isKeptShut(tree, target) || isBeyondNeighbours(tree, target);
  }

  /** UP.5 for the whole path (DB.1.1.4): the engine lets a jump, or a choice in a closed folder, past the rule. */
  const isDisabled = (api, target) =>
    toRoot(treeOf(api).getActivity(target)).some((activity) => applies(activity, disabling(activity)));

  const isStopped = (api, target) =>
    passedOver(treeOf(api), target).some((activity) => applies(activity, stopping(activity)));

  /**
   * SB.2.9: what a choice goes past on its way forward, without its target: between two in the same folder the
   * one left and those between them; else every folder from the one that they have in common down to the target.
   */
  function passedOver(tree, identifier) {
    const [from, target] = [tree.currentActivity, tree.getActivity(identifier)];
    const way = toRoot(from);
    if (!target || way.includes(target)) return [];
    const folders = toRoot(target).slice(1);
    if (!from) return folders;
    const common = folders.find((folder) => way.includes(folder));
    const between = folders.slice(0, folders.indexOf(common) + 1);
    if (common === from) return between;
    const beside = common.getAvailableChildren();
    const [left, wanted] = [way, toRoot(target)].map((path) => beside.findIndex((child) => path.includes(child)));
    if (left >= wanted) return [];
    return from.parent === target.parent ? beside.slice(Math.max(left, 0), wanted) : between;
  }

  /**
   * SB.2.9 (9.3.3, 11.8.3, 11.9.3), preventActivation: a folder in which nothing plays is entered by choosing the
   * folder itself, or by the flow, and not by choosing something in it.
   */
  function isKeptShut(tree, identifier) {
    const [way, target] = [toRoot(tree.currentActivity), tree.getActivity(identifier)];
    if (!target || way.includes(target)) return false;
    const path = toRoot(target);
    const common = path.find((activity) => way.includes(activity)) ?? tree.root;
    const entered = path.slice(1, path.indexOf(common));
    return entered.some((folder) => !folder.isActive && considerationsOf(folder).preventActivation);
  }

  /** Whether choosing the folder itself is how a choice goes into it: the contents offer it then. */
  const isShut = (tree, folder) =>
    Boolean(considerationsOf(folder).preventActivation) &&
    !folder.isActive &&
    !toRoot(tree.currentActivity).includes(folder);

  /** SB.2.9 (11.4 and 11.5), constrainChoice: a folder that has it is left for what stands next to it alone. */
  function isBeyondNeighbours(tree, identifier) {
    const [way, target] = [toRoot(tree.currentActivity), tree.getActivity(identifier)];
    if (!target || !way.length || way.includes(target)) return false;
    const path = toRoot(target);
    const common = path.find((activity) => way.includes(activity));
    if (way[0].parent === target.parent) return false;
    const left = way.slice(0, way.indexOf(common)).find((activity) => considerationsOf(activity).constrainChoice);
    if (!left) return false;
    const beside = common.getAvailableChildren();
    const [from, to] = [way, path].map((ancestors) => beside.findIndex((child) => ancestors.includes(child)));
    return !path.includes(neighbour(left, from < to ? 1 : -1) ?? left);
  }

  /** SB.2.9.2: what comes after an activity (step 1) or before it (-1) in its folder, else the folder's own. */
  function neighbour(activity, step) {
    if (!activity.parent) return null;
    const siblings = activity.parent.getAvailableChildren();
    return siblings[siblings.indexOf(activity) + step] ?? neighbour(activity.parent, step);
  }

  /** Whether that can be at all, so that few packages pay for looking. */
  const mayBeForbidden = (api, target) =>
    toRoot(treeOf(api).getActivity(target)).some((activity) => disabling(activity).length) ||
    treeOf(api).getAllActivities().some((activity) => stopping(activity).length || considered.has(activity));

  // SR.1, SR.2: the engine draws children anew after it has chosen which to deliver, so that the first part is
  // not the first of the order and one is never come to. We draw before, and tell it that it has drawn already.
  const TIMINGS = ["selectionTiming", "randomizationTiming"];

  /** The tree as the engine is given it, with every draw told to be once. */
  function drawnOnce(tree) {
    const sequencingControls = { ...tree.sequencingControls };
    for (const timing of TIMINGS) {
      if (sequencingControls[timing] === "onEachNewAttempt") sequencingControls[timing] = "once";
    }
    return tree.children
      ? { ...tree, sequencingControls, children: tree.children.map(drawnOnce) }
      : { ...tree, sequencingControls };
  }

  /** Draw for every cluster that no attempt is open on; the same seed and attempt always draw the same. */
  function draw(api, settings, seed) {
    const cluster = treeOf(api).getActivity(settings.id);
    if (!settings.children || !cluster) return;
    for (const child of settings.children) draw(api, child, seed);
    if (cluster.isActive || cluster.isSuspended) return;
    const told = settings.sequencingControls;
    const dice = (timing) =>
      random(`${seed}/${settings.id}/${timing}/${told[timing] === "once" ? 1 : cluster.attemptCount + 1}`);
    const identifiers = settings.children.map(({ id }) => id);
    if (told.selectionTiming !== "never" && told.selectCount) {
      const chosen = new Set(shuffled(identifiers, dice("selectionTiming")).slice(0, told.selectCount));
      for (const child of cluster.children) {
        child.isAvailable = chosen.has(child.id);
        child.isHiddenFromChoice = !child.isAvailable;
      }
      cluster.sequencingControls.selectionCountStatus = true;
    }
    if (told.randomizationTiming !== "never" && told.randomizeChildren) {
      cluster.setChildOrder(shuffled(identifiers, dice("randomizationTiming")));
      cluster.sequencingControls.reorderChildren = true;
    }
    cluster.setProcessedChildren(cluster.children.filter((child) => child.isAvailable));
  }

  /** Draw before the engine looks for what to deliver, also where it takes everything anew (retryAll). */
  function drawBeforehand(api, settings, seed) {
    const process = api.getSequencingService().getOverallSequencingProcess().sequencingProcess;
    const own = process.sequencingRequestProcess.bind(process);
    process.sequencingRequestProcess = (...values) => {
      draw(api, settings, seed);
      return own(...values);
    };
  }

  function shuffled(values, next) {
    const drawn = [...values];
    for (let last = drawn.length - 1; last > 0; last -= 1) {
      const other = Math.floor(next() * (last + 1));
      [drawn[last], drawn[other]] = [drawn[other], drawn[last]];
    }
    return drawn;
  }

  /** Numbers from 0 to 1 that follow from a text alone: FNV-1a begins, a 32-bit mix goes on. */
  function random(text) {
    let state = 0x811c9dc5;
    for (const letter of text) state = Math.imul(state ^ letter.codePointAt(0), 0x01000193);
    return () => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
    };
  }

  return {
    drawBeforehand,
    drawnOnce,
    isForbidden,
    isShut,
    limitNewAttemptsAlone,
    mayBeForbidden,
    takeConsiderations,
    takeStops,
    toRoot,
  };
})();
