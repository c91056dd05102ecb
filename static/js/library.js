/* The lending desk: a sound for each outcome, and the field always ready for the next scan. The page works without. */
(function () {
  "use strict";
  var field = document.querySelector("[data-scan]");
  if (!field) return;
  var TONES = { success: [[880, 0.09]], warning: [[660, 0.12], [880, 0.12]], error: [[220, 0.25], [180, 0.3]] };

  function said() {
    var notices = document.querySelectorAll(".messages .notice");
    var order = ["error", "warning", "success"];
    return order.find(function (kind) {
      return Array.from(notices).some(function (each) { return each.classList.contains(kind); });
    });
  }

  function sound(kind) {
    var Context = window.AudioContext;
    if (!Context || !TONES[kind]) return;
    try {
      var context = new Context();
      var start = context.currentTime;
      TONES[kind].forEach(function (tone) {
        var wave = context.createOscillator();
        var volume = context.createGain();
        wave.frequency.value = tone[0];
        volume.gain.value = 0.08;
        wave.connect(volume).connect(context.destination);
        wave.start(start);
        start += tone[1];
        wave.stop(start);
      });
    } catch (problem) {
      return; // no sound card: the colour says it too
    }
  }

  var kind = said();
  if (kind) {
    document.querySelector("[data-scan-state]").classList.add(kind);
    sound(kind);
  }
  // A scanner types wherever the focus is: bring it back to the field when somebody types outside of one.
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    if (document.activeElement !== document.body || event.key === "/") return;
    field.focus();
  });
})();
