/* Small comforts. Every page works without them.
   data-confirm="…"   on a form or its button: ask before sending
   data-print         on a button: open the print dialogue
   data-slider="0 100 1"  on a number's field: a slider beside it (least, most, step), which sends its form when let go
   details.menu       closes on Escape and on a click elsewhere
   Every POST form refuses a second click until the answer is there (data-again on the form switches that off). */
(function () {
  "use strict";

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    var question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (form.dataset.busy || (question && !window.confirm(question))) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post" || "again" in form.dataset) return;
    form.dataset.busy = "1";
    // After the browser has read the button's own name and value.
    window.setTimeout(function () {
      form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach(function (each) {
        each.dataset.busy = "1";
        each.setAttribute("aria-disabled", "true");
      });
    }, 0);
  });

  // Coming back with the browser's button shows the page as it was left: make it usable again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-busy]").forEach(function (each) {
      delete each.dataset.busy;
      each.removeAttribute("aria-disabled");
    });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.querySelectorAll("input[data-slider]").forEach(function (field) {
    var range = document.createElement("input");
    var bounds = field.dataset.slider.split(" ");
    range.type = "range";
    range.className = "form-range";
    range.min = bounds[0];
    range.max = bounds[1];
    range.step = bounds[2];
    range.value = field.value.replace(/[^0-9.]/g, "");
    range.setAttribute("aria-label", field.labels[0] ? field.labels[0].textContent.trim() : "");
    range.addEventListener("input", function () { field.value = range.value; });
    range.addEventListener("change", function () { field.form.requestSubmit(); });
    field.addEventListener("input", function () { range.value = field.value.replace(/[^0-9.]/g, ""); });
    field.after(range);
  });

  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopImmediatePropagation();
  });

  // A whole page where a fragment was asked for (the session has ended, say): go there instead.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText) || event.detail.target === document.body) return;
    event.detail.shouldSwap = false;
    window.location.assign(event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath);
  });

  // A table was swapped in place: tell who cannot see it what is in it now.
  document.addEventListener("htmx:afterSettle", function (event) {
    var caption = event.target.querySelector && event.target.querySelector("caption, .empty");
    var announce = document.getElementById("announce");
    if (caption && announce) announce.textContent = caption.textContent;
  });

  // A form that came back with errors: start at the summary.
  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
