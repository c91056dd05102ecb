/* The board of the hall says aloud whom it calls. Each call is an element data-call="key" data-say="words"; a key that
   was not there before is announced with a chime and, where the browser can, a voice. Without it the text stays.
   Browsers let a page sound only after somebody touched it: [data-sound] is the button for that.
   [data-go-after="25"] on a link: followed by itself after so many seconds, so that the kiosk is ready for the next.
   [data-print-now] on a page opens the print dialogue by itself (a kiosk prints without asking). */
(function () {
  "use strict";
  var known = null;
  var context = null;

  function keys() {
    return Array.from(document.querySelectorAll("[data-call]"));
  }

  function tone(at, hertz) {
    var source = context.createOscillator();
    var volume = context.createGain();
    source.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    source.connect(volume).connect(context.destination);
    source.start(at);
    source.stop(at + 0.55);
  }

  function chime() {
    if (!context || context.state !== "running") return;
    tone(context.currentTime, 880);
    tone(context.currentTime + 0.3, 660);
  }

  function say(words) {
    if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
    var speech = new window.SpeechSynthesisUtterance(words);
    speech.lang = document.documentElement.lang || "zh-CN";
    speech.rate = 0.9;
    window.speechSynthesis.speak(speech);
  }

  function look() {
    var now = keys();
    if (known === null) {
      known = new Set(now.map(function (each) { return each.dataset.call; }));
      return;
    }
    var fresh = now.filter(function (each) { return !known.has(each.dataset.call); });
    known = new Set(now.map(function (each) { return each.dataset.call; }));
    if (!fresh.length) return;
    chime();
    fresh.reverse().forEach(function (each) { say(each.dataset.say); });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-sound]");
    if (!button) return;
    context = context || new (window.AudioContext || window.webkitAudioContext)();
    context.resume().then(chime);
    button.hidden = true;
  });

  // The answer to a poll that failed must not end the polling: the old text stays until the next one.
  document.addEventListener("htmx:afterSettle", look);
  look();
  document.querySelectorAll("[data-go-after]").forEach(function (link) {
    window.setTimeout(function () { link.click(); }, 1000 * Number(link.dataset.goAfter));
  });
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", function () { window.print(); });
})();
