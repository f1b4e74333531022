// The messages between the site's page (page.js) and the player in its frame (shell.js), on two origins.
//
// The page of a new release may have a player of the release before in its frame: keep the values.

/** What the player posts to the page. Content can post these too; the page believes the server's state alone. */
export const PlayerMessage = Object.freeze({
  LISTENING: "listening", // its script has started
  PROGRESS: "progress", // another tab may hold the attempt now
  FINISHED: "finished", // the package is done, and its content goes on
  DONE: "done", // the launch has ended with its content, and the package is done
  ENDED: "ended", // the launch has ended with its content, and the package is not done
  ANEW: "anew", // open a launch again, with a changed state
  CLOSED: "closed", // the content has ended, and its commits are sent or stored
  UNKEPT: "unkept", // commits are neither sent nor stored
});

/** What the page posts to the player. */
export const PageMessage = Object.freeze({
  CLOSE: "closed", // end the content
});

/** Call `handle(message)` for each of `messages` that `source` posts from `origin`; return what ends that. */
export function onMessages(messages, { source, origin }, handle) {
  const known = new Set(Object.values(messages));
  const onMessage = (event) => {
    if (event.source === source && event.origin === origin && known.has(event.data)) handle(event.data);
  };
  window.addEventListener("message", onMessage);
  return () => window.removeEventListener("message", onMessage);
}
