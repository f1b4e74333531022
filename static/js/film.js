// A film with chapters and questions: chapters jump in it, and it stops at each question that is not answered.
// Without this script the chapters are links to the file, and all questions stand below the film.

const leaveFullscreen = (media) => {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (media.webkitDisplayingFullscreen) media.webkitExitFullscreen();
};

const play = (media) => media.play().catch(() => {}); // browsers that require another tap show their own button

/** Mark the chapter that is played, and jump to those that are pressed. */
function setUpChapters(film, media) {
  const chapters = [...film.querySelectorAll(".film__chapter")];
  const mark = () => {
    const current = chapters.findLast((chapter) => Number(chapter.dataset.at) <= media.currentTime + 0.05);
    for (const chapter of chapters) {
      if (chapter === current) chapter.setAttribute("aria-current", "true");
      else chapter.removeAttribute("aria-current");
    }
  };
  for (const chapter of chapters) {
    chapter.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      media.currentTime = Number(chapter.dataset.at);
      play(media);
    });
  }
  media.addEventListener("timeupdate", mark);
  media.addEventListener("seeked", mark);
}

/** Pause once at the end of an excerpt: browsers forget the end of a media fragment when somebody seeks. */
function stopAtEnd(media, onEnd) {
  const end = Number(media.dataset.to) || Infinity;
  let isPast = false;
  media.addEventListener("timeupdate", () => {
    if (media.currentTime >= end && !isPast) {
      if (!media.paused) media.pause();
      onEnd();
    }
    isPast = media.currentTime >= end;
  });
  media.addEventListener("ended", onEnd);
}

function setUpQuestions(film, media) {
  const stops = [...film.querySelectorAll("[data-film-stop]")];
  const hint = film.querySelector("[data-film-hint]");
  const isAnswered = (stop) => stop.querySelector(".question__feedback") !== null;
  const at = (stop) => Number(stop.dataset.filmStop);

  const update = () => {
    hint.hidden = stops.every((stop) => !stop.hidden);
  };
  const showAll = () => {
    for (const stop of stops) stop.hidden = false;
    update();
  };

  /** Show the questions that have been passed; stop the film and move the focus to the first of them. */
  const showDue = () => {
    const due = stops.filter((stop) => stop.hidden && at(stop) <= media.currentTime);
    if (!due.length) return;
    const isPlaying = !media.paused;
    for (const stop of due) stop.hidden = false;
    update();
    if (!isPlaying) return; // moved by hand, or to where the person was: nothing is interrupted
    media.pause();
    leaveFullscreen(media);
    const question = due[0].querySelector(".question");
    question.focus({ preventScroll: true });
    due[0].scrollIntoView({ block: "center" });
  };

  for (const stop of stops) {
    const goOn = stop.querySelector("[data-film-go-on]");
    stop.hidden = !isAnswered(stop) && !stop.querySelector(".question__error, :target");
    // An answer replaces the question in the page.
    new MutationObserver(() => {
      goOn.hidden = !isAnswered(stop) || media.ended || at(stop) > media.currentTime;
    }).observe(stop, { childList: true });
    goOn.querySelector("button").addEventListener("click", () => {
      goOn.hidden = true;
      media.scrollIntoView({ block: "center" });
      media.focus({ preventScroll: true });
      play(media);
    });
  }
  update();
  hint.querySelector("[data-film-all]").addEventListener("click", () => {
    const first = stops.find((stop) => stop.hidden);
    showAll();
    first?.querySelector(".question").focus();
  });
  media.addEventListener("timeupdate", showDue);
  media.addEventListener("seeked", showDue);
  stopAtEnd(media, showAll);
}

for (const film of document.querySelectorAll("[data-film]")) {
  const media = film.querySelector("[data-media]");
  if (media) {
    setUpChapters(film, media);
    if (film.querySelector("[data-film-stop]")) setUpQuestions(film, media);
    else stopAtEnd(media, () => {});
  }
}
