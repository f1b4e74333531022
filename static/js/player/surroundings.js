// The windows around the content, as content finds them when it searches for the API.

/** The site's page, which frames the player; `window.parent` is replaced for content. */
export const embedder = window.parent;

/** More reads of `parent` in one turn of the event loop than any bounded search makes (ADL's stops at 500). */
const MOST_READS = 1_000;

/**
 * Make the player the outermost window that content reaches through `parent`.
 *
 * Content searches for its API in one parent after the other until a window is its own parent (SCORM 1.2 RTE
 * 3.3.6.1, 2004 RTE 3.2.1). The site's page is on another origin: reading it throws a SecurityError, which ends
 * content that looks for the other standard's API first. `window.top` can't be replaced; a search that stops
 * at `top` alone would never end here, so it gets the true parent once it has read more than a bounded one.
 */
export function becomeOutermost() {
  let reads = 0;
  Object.defineProperty(window, "parent", {
    configurable: true,
    get() {
      if (reads === 0) setTimeout(() => (reads = 0));
      reads += 1;
      return reads > MOST_READS ? embedder : window;
    },
  });
}
