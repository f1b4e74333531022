// Controls that browsers' media players lack: 15 seconds back and forward, speed, captions by keyboard, and
// resuming. Positions and speed are stored on this device by account; the newest 50 positions.
const KEPT = 50;
const NEAR_AN_END = 10; // seconds at either end that are no position to resume from
const SAVES_EVERY = 5; // seconds of playing between two saves of the position

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {}; // no storage, or invalid data
  }
};

const write = (name, value) => {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // full or forbidden: the position is not stored
  }
};

const PLACES = "narlara.media.places";
const CAPTION_LANGUAGES = "narlara.media.captions";
const SPEEDS = "narlara.media.speeds";

const keepPlace = (key, seconds) => {
  const { [key]: _, ...others } = read(PLACES);
  const places = seconds === null ? Object.entries(others) : [...Object.entries(others), [key, seconds]];
  write(PLACES, Object.fromEntries(places.slice(-KEPT)));
};

const startOf = (media) => Number(media.dataset.from ?? 0);
const endOf = (media) => Number(media.dataset.to) || media.duration;
const isWorthKeeping = (media, seconds) =>
  seconds > startOf(media) + NEAR_AN_END && !(seconds > endOf(media) - NEAR_AN_END);

const captionTracks = (media) =>
  [...(media.textTracks ?? [])].filter((track) => ["captions", "subtitles"].includes(track.kind));

// The button shows the captions in the chosen language, or none.
const showCaptions = (media, button, languages, account) => {
  const tracks = captionTracks(media);
  if (!tracks.length) return;
  const shown = () => tracks.find((track) => track.mode === "showing");
  const choice = languages?.querySelector("select");
  let chosen = shown() ?? tracks[0];
  const show = (track) => {
    for (const other of tracks) other.mode = other === track ? "showing" : "disabled";
  };
  const update = () => {
    chosen = shown() ?? chosen; // the browser's own menu may have changed it
    if (choice) choice.value = String(tracks.indexOf(chosen));
    button.setAttribute("aria-pressed", String(Boolean(shown())));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(shown() ? null : chosen);
    update();
  });
  if (choice) {
    for (const [index, track] of tracks.entries()) {
      const option = new Option(nameOf(track), String(index));
      option.lang = track.language;
      choice.append(option);
    }
    const kept = tracks.find((track) => track.language === read(CAPTION_LANGUAGES)[account]);
    if (kept) show(kept);
    choice.addEventListener("change", () => {
      const track = tracks[Number(choice.value)];
      write(CAPTION_LANGUAGES, { ...read(CAPTION_LANGUAGES), [account]: track.language });
      show(track);
      update();
    });
    languages.hidden = false;
  }
  media.textTracks.addEventListener("change", update);
  update();
};

// The captions in the language of the module are labelled as captions: the player lists languages.
const nameOf = (track) => {
  if (track.kind === "subtitles" || !track.language) return track.label;
  return new Intl.DisplayNames(track.language, { type: "language" }).of(track.language) ?? track.label;
};

const rememberSpeed = (media, select, account) => {
  const kept = String(read(SPEEDS)[account] ?? 1);
  if ([...select.options].some((option) => option.value === kept)) select.value = kept;
  // The default rate too, since loading a source resets the rate to it.
  const apply = () => (media.defaultPlaybackRate = media.playbackRate = Number(select.value));
  apply();
  select.addEventListener("change", () => {
    apply();
    write(SPEEDS, { ...read(SPEEDS), [account]: Number(select.value) });
  });
};

const rememberPlace = (media, fromBeginning, key) => {
  const place = read(PLACES)[key];
  const resume = () => {
    const isElsewhere = !("from" in media.dataset) && media.src.includes("#t=");
    if (media.currentTime > startOf(media) || isElsewhere || !isWorthKeeping(media, place)) return;
    media.currentTime = place;
    fromBeginning.hidden = false;
  };
  if (typeof place === "number") {
    if (media.readyState >= HTMLMediaElement.HAVE_METADATA) resume();
    else media.addEventListener("loadedmetadata", resume, { once: true });
  }
  fromBeginning.addEventListener("click", () => {
    media.currentTime = startOf(media);
    keepPlace(key, null);
    fromBeginning.hidden = true;
    media.focus();
  });
  let kept = 0;
  const keep = () => {
    kept = media.currentTime;
    keepPlace(key, isWorthKeeping(media, kept) ? Math.floor(kept) : null);
  };
  media.addEventListener("timeupdate", () => {
    if (!media.paused && Math.abs(media.currentTime - kept) >= SAVES_EVERY) keep();
  });
  media.addEventListener("pause", keep);
  media.addEventListener("ended", () => keepPlace(key, null));
};

for (const box of document.querySelectorAll("[data-media-box]")) {
  const media = box.querySelector("[data-media]");
  const controls = box.querySelector("[data-media-controls]");
  const key = controls.dataset.mediaControls;
  for (const button of controls.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => {
      const end = Number.isFinite(media.duration) ? media.duration : Infinity;
      media.currentTime = Math.min(Math.max(media.currentTime + Number(button.dataset.move), 0), end);
    });
  }
  rememberSpeed(media, controls.querySelector("[data-speed]"), key.split("-")[0]);
  showCaptions(
    media,
    controls.querySelector("[data-captions]"),
    controls.querySelector("[data-caption-languages]"),
    key.split("-")[0],
  );
  rememberPlace(media, controls.querySelector("[data-from-beginning]"), key);
  controls.hidden = false;
}
